/** `twinbench plan`: how many pairs, and how many minutes, an effect of a given size needs, by the spread in stored results. */

import { alignRows, type Column, wrapped } from '../../../reports/terminal/layout.js';
import { printable } from '../../../reports/view-model/text.js';
import type { MetricDefinition, ResultsDocument } from '../../contract/document.js';
import { EXIT, HostError, UsageError } from '../../contract/errors.js';
import { formatPercent, formatSignificant } from '../../contract/figure-text.js';
import { suggestion } from '../../contract/suggestion.js';
import { MIN_PLAN_VALUES, type PlanRow, planRows } from '../../gate/plan.js';
import { readPolicy } from '../../gate/policy-file.js';
import { parsePercentage } from '../../harness/settings.js';
import { readSide } from '../../history/sides.js';
import { defineCommand } from '../command.js';
import { JSON_OPTION, POLICY } from '../options.js';
import { findWidth, USUAL_COLUMNS } from '../screen.js';
import { print, printJson } from '../stdout.js';

export const command = defineCommand({
  usage:
    '$0 plan [RESULTS] --metric METRIC [options]\n\nSays how many interleaved pairs it takes to detect an effect of a given size, by the spread in a stored run.',
  positionals: ['results'],
  options: {
    results: { type: 'string', default: 'results/latest', describe: 'results folder' },
    metric: { type: 'string', demandOption: true, describe: 'such as time-to-program; all for every primary metric' },
    target: { type: 'string', default: '5%', describe: 'the effect to detect' },
    power: { type: 'string', default: '0.9', describe: 'with which probability' },
    policy: POLICY,
    json: JSON_OPTION,
  },
  examples: [
    ['$0 plan --metric time-to-program --target 5%', 'from the newest run'],
    ['$0 plan results/main --metric all --target 10% --power 0.95', 'for every primary metric'],
  ],
  epilogue: 'Exit code: 0, or 2 for a metric or a file that is not there, 5 when the run has too few values.',
  async run({ metric, json, ...args }) {
    const [target, power] = [parsePercentage(args.target), parsePercentage(args.power)];
    const { policy } = await readPolicy(args.policy);
    const { documents, label } = await readSide(args.results);
    const definitions = findDefinitions(documents, metric);
    const { alpha, looks } = policy;
    const rows = documents.flatMap((document) =>
      definitions.flatMap((definition) =>
        planRows(document, definition, { target, noiseFloor: policy.defaults.noiseFloor, alpha, power, looks }),
      ),
    );
    if (rows.length === 0)
      throw new HostError(
        `${label} has fewer than ${String(MIN_PLAN_VALUES)} values of ${metric === 'all' ? 'any metric' : metric}; measure more, for example with --profile default`,
      );
    if (json) printJson({ target, alpha, power, looks, rows });
    else print(describe({ rows, target, power, looks }, findWidth(process.stdout, USUAL_COLUMNS)));
    return EXIT.ok;
  },
});

function findDefinitions(documents: readonly ResultsDocument[], metric: string): MetricDefinition[] {
  const known = new Map(documents.flatMap(({ metrics }) => metrics).map((definition) => [definition.id, definition]));
  if (metric === 'all') return [...known.values()].filter(({ primary }) => primary === true);
  const found = known.get(metric);
  if (found === undefined)
    throw new UsageError(`the results have no metric "${metric}". ${suggestion(metric, [...known.keys()])}`);
  return [found];
}

interface Described {
  readonly rows: readonly PlanRow[];
  readonly target: number;
  readonly power: number;
  readonly looks: readonly number[];
}

/** The rows of each metric under its name. */
function describe({ rows, target, power, looks }: Described, width: number): string {
  const last = looks.at(-1) ?? 0;
  const lines = alignRows(listColumns(last), rows.map(listCells), width);
  const table = rows.flatMap(({ metricId }, index) => {
    const isFirst = rows[index - 1]?.metricId !== metricId;
    return [...(isFirst ? [wrapped(printable(metricId), width)] : []), lines[index + 1] ?? ''];
  });
  const advice = [
    `To call a change of ${formatPercent(target, 2)} worse with ${formatPercent(power, 3)} certainty, alone among its kind; several blocking metrics need a few pairs more.`,
    ...(rows.some(({ pairs }) => pairs > last)
      ? [`More than ${String(last)} pairs: raise the looks of the policy, quiet the host, or aim at a larger effect.`]
      : []),
  ];
  return `${[lines[0] ?? '', ...table, '', ...advice.map((sentence) => wrapped(sentence, width))].join('\n')}\n`;
}

function listColumns(last: number): Column[] {
  const figures = ['n', 'spread', 'pairs', 'minutes', `${String(last)} pairs show`];
  return [{ title: 'metric, where', side: 'left' }, ...figures.map((title): Column => ({ title, side: 'right' }))];
}

function listCells({ environmentId, workloadId, n, deviation, pairs, minutes, detectable }: PlanRow): string[] {
  return [
    `  ${printable(workloadId === undefined ? environmentId : `${environmentId} × ${workloadId}`)}`,
    String(n),
    formatPercent(deviation, 2),
    pairs.toLocaleString('en-US'),
    formatMinutes(minutes),
    detectable === undefined ? '' : formatPercent(detectable, 2),
  ];
}

function formatMinutes(minutes: number | undefined): string {
  if (minutes === undefined) return '';
  return minutes < 0.1 ? '< 0.1' : Number(formatSignificant(minutes, 2)).toLocaleString('en-US');
}
