/** `twinbench report`: renders a stored results document. */
import type { Argv } from 'yargs';
import { reporters } from '../../../reports/index.js';
import { EXIT } from '../../contract/errors.js';
import { readDocument } from '../../results/document-file.js';
import { findRunFolder } from '../../results/results-folder.js';
import { checkReportFormats, DEFAULT_FORMATS, renderReports } from '../render-reports.js';
import { print } from '../stdout.js';

export function options(parser: Argv): Argv {
  return parser
    .usage(
      `$0 report [DIR] [--format html,md,json,csv,…]\n\nRenders the reports of a finished run from its results.json.\n\n${formatList()}`,
    )
    .positional('dir', { type: 'string' })
    .option('format', { type: 'string', default: DEFAULT_FORMATS.join(','), describe: 'formats, separated by commas' })
    .example('$0 report results/latest --format md', 'for a pull request or a decision record')
    .example('$0 report results/latest --format openmetrics', 'for what watches many runs');
}

/** `  html    one self-contained page`, format by format. */
function formatList(): string {
  const width = Math.max(...reporters.map(({ id }) => id.length));
  return ['Formats:', ...reporters.map(({ id, title }) => `  ${id.padEnd(width)}  ${title}`)].join('\n');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const formats = String(args['format'])
    .split(',')
    .map((format) => FORMAT_ALIASES[format.trim()] ?? format.trim());
  checkReportFormats(formats);
  const folder = await findRunFolder(String(args['dir'] ?? 'results/latest'));
  for (const file of await renderReports(await readDocument(folder), folder, formats)) print(`${file}\n`);
  return EXIT.ok;
}

const FORMAT_ALIASES: Readonly<Record<string, string>> = {
  markdown: 'md',
  htm: 'html',
  bmf: 'bencher',
  benchstat: 'go-benchmark',
  'benchmark-action': 'github-action-benchmark',
};
