/** `twinbench plan`: how many pairs, and how many minutes, an effect of a given size needs, by the spread in stored results. */

import Table from 'cli-table3';
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
import { print, printJson } from '../stdout.js';

export const command = defineCommand({
  usage:
    '$0 plan [RESULTS] --metric METRIC [options]\n\nSays how many interleaved pairs it takes to detect an effect of a given size, by the spread in a stored run.',
  positionals: ['results'],
  options: {
    results: { type: 'string', default: 'results/latest', describe: 'results folder' },
    metric: { type: 'string', demandOption: true, describe: 'such as boot-time; all for every primary metric' },
    target: { type: 'string', default: '5%', describe: 'the effect to detect' },
    power: { type: 'string', default: '0.9', describe: 'with which probability' },
    policy: POLICY,
    json: JSON_OPTION,
  },
  examples: [
    ['$0 plan --metric boot-time --target 5%', 'from the newest run'],
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
    else print(describe(rows, target, power, looks));
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

function describe(rows: readonly PlanRow[], target: number, power: number, looks: readonly number[]): string {
  const last = looks.at(-1) ?? 0;
  const table = new Table({
    head: ['metric', 'environment', 'workload', 'n', 'spread', 'pairs', 'minutes', `${String(last)} pairs show`],
    style: { head: [], border: [] },
  });
  for (const { metricId, environmentId, workloadId = '', n, deviation, pairs, minutes, detectable } of rows)
    table.push([
      metricId,
      environmentId,
      workloadId,
      String(n),
      formatPercent(deviation, 2),
      String(pairs),
      formatMinutes(minutes),
      detectable === undefined ? '' : formatPercent(detectable, 2),
    ]);
  const beyond = rows.some(({ pairs }) => pairs > last)
    ? `\nMore than ${String(last)} pairs: raise the looks of the policy, quiet the host, or aim at a larger effect.`
    : '';
  return `${table.toString()}\nTo call a change of ${formatPercent(target, 2)} worse with ${formatPercent(power, 3)} certainty, alone among its kind; several blocking metrics need a few pairs more.${beyond}\n`;
}

function formatMinutes(minutes: number | undefined): string {
  if (minutes === undefined) return '';
  return minutes < 0.1 ? '< 0.1' : formatSignificant(minutes, 2);
}
