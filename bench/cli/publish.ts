/** From raw records to results.json and the rendered reports; the same for a fresh run, `analyze` and `report`. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { reporters } from '../../reports/index.js';
import type { LongReportFile, Reporter, ReportFile } from '../../reports/reporter.js';
import { analyzeMeasured } from '../analysis/analyze.js';
import type { ResultsDocument } from '../contract/document.js';
import { jsonFile } from '../contract/json-text.js';
import { parseResults } from '../contract/read.js';
import { HostError, UsageError } from './failure.js';
import { readJournal } from './journal-file.js';
import { readText } from './read-text.js';
import { JOURNAL_FILE, RESULTS_FILE, sweepHalfWritten, writeDerived } from './results-folder.js';
import { suggestion } from './suggest.js';

export const DEFAULT_FORMATS = ['html', 'md', 'csv'] as const;

/** Derives results.json anew. @throws FormatError, UsageError, HostError */
export async function analyzeFolder(folder: string): Promise<ResultsDocument> {
  await sweepHalfWritten(folder);
  const file = path.join(folder, JOURNAL_FILE);
  const { run, collector, ends, warnings } = await readJournal(file);
  const analyzed = analyzeMeasured(run, collector.trials, ends);
  const document = { ...analyzed, warnings: [...analyzed.warnings, ...warnings] };
  await writeResults(document, folder);
  return document;
}

/** @throws HostError */
export async function writeResults(document: ResultsDocument, folder: string): Promise<void> {
  await writeDerived(folder, RESULTS_FILE, jsonFile(document, 1));
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
  for (const { id, load } of formats.flatMap((format) => reporters.filter((reporter) => reporter.id === format))) {
    for (const file of render(await load(), document, id)) {
      const target = path.join(folder, file.path);
      await mkdir(path.dirname(target), { recursive: true });
      await writeDerived(folder, file.path, 'pieces' in file ? file.pieces : file.content);
      written.push(target);
    }
  }
  return written;
}

type AnyReportFile = ReportFile | LongReportFile;

/** @throws HostError – too long for the format */
function render(reporter: Reporter<AnyReportFile>, document: ResultsDocument, format: string): AnyReportFile[] {
  try {
    return reporter.render(document, { baseName: 'report' });
  } catch (error) {
    if (!isStringTooLong(error)) throw error;
    const trials = String(document.trials.length);
    throw new HostError(
      `the report of ${trials} trials is too long for the format ${format}. ${RESULTS_FILE} is whole; other formats: twinbench report DIR --format csv,json`,
    );
  }
}

/** What V8 throws for more than 512 MiB in one string. */
function isStringTooLong(error: unknown): boolean {
  return error instanceof RangeError && error.message === 'Invalid string length';
}
