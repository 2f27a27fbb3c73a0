/** `twinbench analyze`: results.json and the reports, anew from the raw trial records. */
import type { Argv } from 'yargs';
import { EXIT } from '../../contract/errors.js';
import { analyzeFolder } from '../../driver/analyze-folder.js';
import { findRunFolder } from '../../results/results-folder.js';
import { DEFAULT_FORMATS, renderReports } from '../render-reports.js';
import { print } from '../stdout.js';

export function options(parser: Argv): Argv {
  return parser
    .usage(
      '$0 analyze [DIR]\n\nRebuilds results.json and the reports in DIR from its trials.jsonl, also after a run was killed. The raw records (marks, readings, reports of workloads) stay in trials.jsonl alone.',
    )
    .positional('dir', { type: 'string' })
    .example('$0 analyze results/latest', 'after a newer Twinbench learned a new metric');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const folder = await findRunFolder(String(args['dir'] ?? 'results/latest'));
  const document = await analyzeFolder(folder);
  for (const file of await renderReports(document, folder, DEFAULT_FORMATS)) print(`${file}\n`);
  return EXIT.ok;
}
