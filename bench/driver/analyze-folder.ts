/** From the raw records in a folder to its results.json; the same for a fresh run and for `analyze`. */
import path from 'node:path';
import { analyzeMeasured } from '../analysis/analyze.js';
import type { ResultsDocument } from '../contract/document.js';
import { writeResults } from '../results/document-file.js';
import { readJournal } from '../results/journal-file.js';
import { JOURNAL_FILE, sweepHalfWritten } from '../results/results-folder.js';
import { SCENARIOS } from '../scenarios/index.js';

/** Derives results.json anew. @throws FormatError, UsageError, HostError */
export async function analyzeFolder(folder: string): Promise<ResultsDocument> {
  await sweepHalfWritten(folder);
  const file = path.join(folder, JOURNAL_FILE);
  const { run, collector, ends, warnings } = await readJournal(file);
  const analyzed = analyzeMeasured(run, collector.trials, ends, SCENARIOS);
  const document = { ...analyzed, warnings: [...analyzed.warnings, ...warnings] };
  await writeResults(document, folder);
  return document;
}
