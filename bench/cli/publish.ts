/** From raw records to results.json and the rendered reports; the same for a fresh run, `analyze` and `report`. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { reporters } from '../../reports/index.js';
import { analyze } from '../analysis/analyze.js';
import type { ResultsDocument } from '../contract/document.js';
import { parseRawLines, parseResults } from '../contract/read.js';
import { UsageError } from './failure.js';
import { JOURNAL_FILE, RESULTS_FILE, reason, sweepHalfWritten, writeDerived } from './results-folder.js';
import { suggestion } from './suggest.js';

export const DEFAULT_FORMATS = ['html', 'md', 'csv'] as const;

/** Derives results.json anew. @throws FormatError, UsageError, HostError */
export async function analyzeFolder(folder: string): Promise<ResultsDocument> {
  await sweepHalfWritten(folder);
  const file = path.join(folder, JOURNAL_FILE);
  const raw = parseRawLines(await readText(file), file);
  const analyzed = analyze(raw.run, raw.trials, raw.ends);
  const document = { ...analyzed, warnings: [...analyzed.warnings, ...raw.warnings] };
  await writeResults(document, folder);
  return document;
}

/** @throws HostError */
export async function writeResults(document: ResultsDocument, folder: string): Promise<void> {
  await writeDerived(folder, RESULTS_FILE, `${JSON.stringify(document, null, 1)}\n`);
}

/** @throws FormatError, UsageError */
export async function readDocument(folder: string): Promise<ResultsDocument> {
  const file = path.join(folder, RESULTS_FILE);
  return parseResults(await readText(file), file);
}

/** @throws UsageError – unknown format; before anything is written */
export function checkReportFormats(formats: readonly string[]): void {
  const known = reporters.map(({ id }) => id);
  const wrong = formats.find((format) => !known.includes(format));
  if (wrong !== undefined) throw new UsageError(`there is no report format "${wrong}". ${suggestion(wrong, known)}`);
}

/** Writes the reports into the folder. @returns their paths @throws UsageError – unknown format; HostError */
export async function renderReports(document: ResultsDocument, folder: string, formats: readonly string[]): Promise<string[]> {
  checkReportFormats(formats);
  const written: string[] = [];
  for (const { load } of formats.flatMap((format) => reporters.filter(({ id }) => id === format))) {
    const reporter = await load();
    for (const file of reporter.render(document, { baseName: 'report' })) {
      const target = path.join(folder, file.path);
      await mkdir(path.dirname(target), { recursive: true });
      await writeDerived(folder, file.path, file.content);
      written.push(target);
    }
  }
  return written;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${reason(error)}`);
  }
}
