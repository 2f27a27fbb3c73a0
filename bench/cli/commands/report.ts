/** `twinbench report`: renders a stored results document. */
import { reporters } from '../../../reports/index.js';
import { EXIT } from '../../contract/errors.js';
import { readDocument } from '../../results/document-file.js';
import { findRunFolder } from '../../results/results-folder.js';
import { defineCommand } from '../command.js';
import { parseList } from '../options.js';
import { checkReportFormats, DEFAULT_FORMATS, renderReports } from '../render-reports.js';
import { print } from '../stdout.js';

const FORMAT_ALIASES: Readonly<Record<string, string>> = {
  markdown: 'md',
  htm: 'html',
  bmf: 'bencher',
  benchstat: 'go-benchmark',
  'benchmark-action': 'github-action-benchmark',
};

export const command = defineCommand({
  usage: `$0 report [DIR] [--format html,md,json,csv,…]\n\nRenders the reports of a finished run from its results.json.\n\n${formatList()}`,
  positionals: ['dir'],
  options: {
    dir: { type: 'string', default: 'results/latest', describe: 'folder of the run' },
    format: { type: 'string', default: DEFAULT_FORMATS.join(','), describe: 'formats, separated by commas' },
  },
  examples: [
    ['$0 report results/latest --format md', 'for a pull request or a decision record'],
    ['$0 report results/latest --format openmetrics', 'for monitoring across many runs'],
  ],
  async run({ dir, format }) {
    const formats = parseList(format).map((name) => FORMAT_ALIASES[name] ?? name);
    checkReportFormats(formats);
    const folder = await findRunFolder(dir);
    for (const file of await renderReports(await readDocument(folder), folder, formats)) print(`${file}\n`);
    return EXIT.ok;
  },
});

/** `  html    one self-contained page`, format by format. */
function formatList(): string {
  const width = Math.max(...reporters.map(({ id }) => id.length));
  return ['Formats:', ...reporters.map(({ id, title }) => `  ${id.padEnd(width)}  ${title}`)].join('\n');
}
