/** `twinbench report`: renders a stored results document. */
import { printers, reporters } from '../../../reports/index.js';
import { EXIT, UsageError } from '../../contract/errors.js';
import type { Requirements } from '../../contract/requirements.js';
import { readDocument } from '../../results/document-file.js';
import { findRunFolder, makeFolder } from '../../results/results-folder.js';
import { defineCommand } from '../command.js';
import { parseList } from '../options.js';
import { isPrinted, printReport, sayWherePageIs } from '../print-reports.js';
import { checkReportFormats, DEFAULT_FORMATS, renderReports } from '../render-reports.js';
import { reportRuns } from '../report-runs.js';
import { printRecommendation, REQUIREMENTS, readRequirements } from '../requirements.js';
import { print, sayByName } from '../stdout.js';

const FORMAT_ALIASES: Readonly<Record<string, string>> = {
  markdown: 'md',
  htm: 'html',
  bmf: 'bencher',
  benchstat: 'go-benchmark',
  'benchmark-action': 'github-action-benchmark',
};

export const command = defineCommand({
  usage: `$0 report [DIR…] [--format html,md,json,csv,…]\n\nRenders the reports of a finished run from its results.json; of several, one page (report-runs.html) with all of them beside each other.\n\n${formatList()}`,
  positionals: ['dirs'],
  options: {
    dirs: { type: 'string', array: true, default: ['results/latest'], describe: 'folder of the run; several: on one page' },
    output: { type: 'string', describe: 'folder for what is written, instead of that of the (first) run' },
    requirements: REQUIREMENTS,
    format: { type: 'string', default: DEFAULT_FORMATS.join(','), describe: 'formats, separated by commas' },
  },
  examples: [
    ['$0 report results/latest --format md', 'for a pull request'],
    ['$0 report --requirements examples/requirements/web-service.yaml --format adr', 'a decision record'],
    ['$0 report results/HOST-A results/HOST-B --output results', 'two hosts on one page: what can be compared, and what differs'],
    ['$0 report --format terminal', 'the summary of the newest run once more'],
    ['$0 report results/latest --format openmetrics', 'for monitoring across many runs'],
  ],
  async run({ dirs, format, output, requirements: file }) {
    const formats = parseList(format).map((name) => FORMAT_ALIASES[name] ?? name);
    checkReportFormats(formats);
    const requirements = await readRequirements(file);
    const [dir = 'results/latest', ...others] = dirs;
    if (others.length > 0 && requirements !== undefined) throw new UsageError(ONE_RUN);
    const written =
      others.length > 0
        ? reportRuns({ names: dirs, formats, output, say: sayByName })
        : reportRun(dir, { formats, output, requirements });
    for (const file of await written) print(`${file}\n`);
    if (requirements !== undefined) await printRecommendation(dir, requirements);
    return EXIT.ok;
  },
});

const ONE_RUN = '--requirements is held against the figures of one run. Name one folder.';

interface Rendering {
  readonly formats: readonly string[];
  readonly output: string | undefined;
  readonly requirements: Requirements | undefined;
}

async function reportRun(dir: string, { formats, output, requirements }: Rendering): Promise<string[]> {
  const folder = await findRunFolder(dir);
  if (output !== undefined) await makeFolder(output);
  const document = await readDocument(folder);
  const printed = formats.filter(isPrinted);
  for (const one of printed) await printReport(document, one);
  if (printed.length > 0) await sayWherePageIs(folder);
  return renderReports(document, output ?? folder, formats, { requirements });
}

/** `  html    one self-contained page`, format by format. */
function formatList(): string {
  const formats = [...reporters, ...printers];
  const width = Math.max(...formats.map(({ id }) => id.length));
  return ['Formats:', ...formats.map(({ id, title }) => `  ${id.padEnd(width)}  ${title}`)].join('\n');
}
