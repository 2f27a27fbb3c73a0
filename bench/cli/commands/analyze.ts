/** `twinbench analyze`: results.json and the reports, anew from the raw trial records. */
import { EXIT } from '../../contract/errors.js';
import { analyzeFolder } from '../../driver/analyze-folder.js';
import { findRunFolder } from '../../results/results-folder.js';
import { defineCommand } from '../command.js';
import { DEFAULT_FORMATS, renderReports } from '../render-reports.js';
import { print } from '../stdout.js';

export const command = defineCommand({
  usage:
    '$0 analyze [DIR]\n\nRebuilds results.json and the reports in DIR from its trials.jsonl, also after a run was killed. The raw records (marks, readings, reports of workloads) stay in trials.jsonl alone.',
  positionals: ['dir'],
  options: { dir: { type: 'string', default: 'results/latest', describe: 'folder of the run' } },
  examples: [['$0 analyze results/latest', 'after a newer Twinbench learned a new metric']],
  async run({ dir }) {
    const folder = await findRunFolder(dir);
    const document = await analyzeFolder(folder);
    for (const file of await renderReports(document, folder, DEFAULT_FORMATS)) print(`${file}\n`);
    return EXIT.ok;
  },
});
