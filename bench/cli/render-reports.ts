/** From a results document to the reports in its folder. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { printers, reporters } from '../../reports/index.js';
import type { LongReportFile, Reporter, ReportFile, ReportOptions } from '../../reports/reporter.js';
import type { ResultsDocument } from '../contract/document.js';
import { HostError, UsageError } from '../contract/errors.js';
import { suggestion } from '../contract/suggestion.js';
import { RESULTS_FILE, writeDerived } from '../results/results-folder.js';

export const DEFAULT_FORMATS = ['html', 'md', 'csv'] as const;

/** @throws UsageError – unknown format; before anything is written */
export function checkReportFormats(formats: readonly string[]): void {
  const known = [...reporters, ...printers].map(({ id }) => id);
  const wrong = formats.find((format) => !known.includes(format));
  if (wrong !== undefined) throw new UsageError(`there is no report format "${wrong}". ${suggestion(wrong, known)}`);
}

/** Writes the reports into the folder, and leaves out what is printed. @returns their paths @throws UsageError – unknown format; HostError */
export async function renderReports(
  document: ResultsDocument,
  folder: string,
  formats: readonly string[],
  options: Omit<ReportOptions, 'baseName'> = {},
): Promise<string[]> {
  checkReportFormats(formats);
  const written: string[] = [];
  for (const { id, load } of formats.flatMap((format) => reporters.filter((reporter) => reporter.id === format))) {
    for (const file of render(await load(), document, { format: id, options: { baseName: 'report', ...options } })) {
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
function render(
  reporter: Reporter<AnyReportFile>,
  document: ResultsDocument,
  { format, options }: { readonly format: string; readonly options: ReportOptions },
): AnyReportFile[] {
  try {
    return reporter.render(document, options);
  } catch (error) {
    if (!isStringTooLong(error)) throw error;
    const trials = String(document.trials.length);
    throw new HostError(
      `the report of ${trials} trials is too long for the format ${format}. ${RESULTS_FILE} is complete; other formats: twinbench report DIR --format csv,json`,
    );
  }
}

/** What V8 throws for more than 512 MiB in one string. */
function isStringTooLong(error: unknown): boolean {
  return error instanceof RangeError && error.message === 'Invalid string length';
}
