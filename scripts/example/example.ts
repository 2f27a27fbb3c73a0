/** The example that is kept: a real run's raw records, and what Twinbench writes from them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import path from 'node:path';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { UsageError } from '../../bench/contract/errors.js';
import { analyzeFolder } from '../../bench/driver/analyze-folder.js';
import { JOURNAL_FILE } from '../../bench/results/results-folder.js';
import { htmlReporter } from '../../reports/html/html.js';
import { markdownReporter } from '../../reports/markdown/markdown.js';
import { renderTerminal } from '../../reports/terminal/terminal.js';
import { temporaryFolder } from '../../runtimes/environment.js';
import { projectRoot } from '../../runtimes/native.js';
import { unpackExample, writeRecords } from '../example-records.js';

/** Before the fenced block of the README that shows the terminal's summary. */
const MARKER = '<!-- npm run docs:example -->';

/** Analyses the kept records as `twinbench analyze` does, in a folder of its own. @throws FormatError – they are damaged */
export async function analyzeExample(): Promise<ResultsDocument> {
  const folder = mkdtempSync(path.join(temporaryFolder(), 'twinbench-example-'));
  try {
    unpackExample(folder);
    return await analyzeFolder(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** File name → text, of what is kept beside the records. */
export function renderExample(document: ResultsDocument): Record<string, string> {
  const reports = [htmlReporter, markdownReporter].flatMap((reporter) => reporter.render(document, { baseName: 'report' }));
  return {
    ...Object.fromEntries(reports.map(({ path: name, content }) => [name, content])),
    'terminal.txt': renderTerminal(document, { width: 80, isColored: false, isUnicode: true }),
  };
}

/** Takes over the raw records of a run. @throws UsageError – they hold a name or a folder of this machine */
export function keepRecords(runFolder: string): void {
  const text = readFileSync(path.join(runFolder, JOURNAL_FILE), 'utf8');
  const found = [hostname(), homedir(), projectRoot].filter((secret) => secret.length > MIN_TELLING && text.includes(secret));
  if (found.length > 0) throw new UsageError(`${runFolder}: the records hold ${found.join(', ')}; they would be published.`);
  writeRecords(text);
}

/** A shorter name is a word like any other. */
const MIN_TELLING = 4;

/** The README with the summary in its block. @throws Error – it has no such block */
export function withSummary(readme: string, summary: string): string {
  const [before, after] = readme.split(`${MARKER}\n`);
  const end = after?.indexOf('\n```\n', FENCE.length) ?? -1;
  if (after === undefined || end < 0) throw new Error(`no ${MARKER} with a block behind it`);
  return `${before ?? ''}${MARKER}\n${FENCE}${summary.trimEnd()}${after.slice(end)}`;
}

const FENCE = '```text\n';
