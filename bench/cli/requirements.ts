/** `--requirements FILE`: what a reader needs, and what the figures of a run say to it. */
import type { Requirements } from '../contract/requirements.js';
import { readDocument } from '../results/document-file.js';
import { readText } from '../results/read-text.js';
import { findRunFolder } from '../results/results-folder.js';
import { findWidth, isColored, USUAL_COLUMNS } from './screen.js';
import { print } from './stdout.js';

export const REQUIREMENTS = {
  type: 'string',
  describe: 'YAML or JSON file with what you need; prints a recommendation (see examples/requirements)',
} as const;

/** Read before anything is written. @throws FormatError, UsageError */
export async function readRequirements(file: string | undefined): Promise<Requirements | undefined> {
  if (file === undefined) return undefined;
  const { parseRequirements } = await import('../contract/parse-requirements.js');
  return parseRequirements(await readText(file), file);
}

export async function printRecommendation(dir: string, requirements: Requirements): Promise<void> {
  const document = await readDocument(await findRunFolder(dir));
  const { renderRecommendation } = await import('../../reports/terminal/recommendation.js');
  const screen = { width: findWidth(process.stdout, USUAL_COLUMNS), isColored: isColored(process.stdout) };
  print(`\n${renderRecommendation(document, requirements, screen)}`);
}
