/** `twinbench plan`: how many pairs, and how many minutes, an effect of a given size needs, by the spread in stored results. */

import Table from 'cli-table3';
import type { Argv } from 'yargs';
import { listSubjects, observe } from '../../comparison/observations.js';
import type { MetricDefinition, ResultsDocument } from '../../contract/document.js';
import { EXIT, HostError, UsageError } from '../../contract/errors.js';
import { formatPercent, formatSignificant } from '../../contract/figure-text.js';
import { suggestion } from '../../contract/suggestion.js';
import { detectableWith, planPairs } from '../../gate/plan.js';
import { readPolicy } from '../../gate/policy-file.js';
import { parsePercentage } from '../../harness/settings.js';
import { readSide } from '../../history/sides.js';
import { median, medianAbsoluteDeviation, standardDeviation } from '../../stats/describe.js';
import { NORMAL_MAD } from '../../stats/winsorize.js';
import { print } from '../stdout.js';

export interface PlanRow {
  readonly metricId: string;
  readonly environmentId: string;
  readonly workloadId?: string;
  readonly n: number;
  /** Standard deviation of ln(value) from trial to trial. */
  readonly deviation: number;
  /** With the looks of the policy, so that a change of the target's size is called worse with the power asked for. */
  readonly pairs: number;
  /** Smallest relative change that the policy's last look shows with the same power; absent where its pairs are too few for the level. */
  readonly detectable?: number;
  /** Of both arms, by how long the trials of the stored run took; absent where its records do not tell. */
  readonly minutes?: number;
}

export function options(parser: Argv): Argv {
  return parser
    .usage(
      '$0 plan [RESULTS] --metric METRIC [options]\n\nSays how many interleaved pairs an effect of a given size needs, by the spread that a stored run has found.',
    )
    .positional('results', { type: 'string', describe: 'results folder (default: results/latest)' })
    .option('metric', { type: 'string', demandOption: true, describe: 'such as boot-time; all for every primary metric' })
    .option('target', { type: 'string', default: '5%', describe: 'the effect that is to be seen' })
    .option('power', { type: 'string', default: '0.9', describe: 'how surely' })
    .option('policy', { type: 'string', describe: 'policy file, for alpha, looks and noise floor' })
    .option('json', { type: 'boolean', default: false, describe: 'machine-readable, on stdout' })
    .example('$0 plan --metric boot-time --target 5%', 'from the newest run')
    .example('$0 plan results/main --metric all --target 10% --power 0.95', 'for every primary metric')
    .epilogue('Exit code: 0, or 2 for a metric or a file that is not there, 5 when the run has too few values.');
}

const MIN_VALUES = 6;

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const target = parsePercentage(String(args['target']));
  const power = parsePercentage(String(args['power']));
  const { policy } = await readPolicy(args['policy']);
  const { documents, label } = await readSide(String(args['results'] ?? 'results/latest'));
  const metric = String(args['metric']);
  const definitions = findDefinitions(documents, metric);
  const request = { alpha: policy.alpha, power, looks: policy.looks };
  const rows = documents.flatMap((document) =>
    definitions.flatMap((definition) =>
      listRows(document, definition, { target, noiseFloor: policy.defaults.noiseFloor, ...request }),
    ),
  );
  if (rows.length === 0)
    throw new HostError(
      `${label} has fewer than ${String(MIN_VALUES)} values of ${metric}; measure more, for example with --profile default`,
    );
  print(
    args['json'] === true
      ? `${JSON.stringify({ target, alpha: policy.alpha, power, looks: policy.looks, rows }, null, 1)}\n`
      : describe(rows, target, power, policy.looks),
  );
  return EXIT.ok;
}

function findDefinitions(documents: readonly ResultsDocument[], metric: string): MetricDefinition[] {
  const known = new Map(documents.flatMap(({ metrics }) => metrics).map((definition) => [definition.id, definition]));
  if (metric === 'all') return [...known.values()].filter(({ primary }) => primary === true);
  const found = known.get(metric);
  if (found === undefined)
    throw new UsageError(`the results have no metric "${metric}". ${suggestion(metric, [...known.keys()])}`);
  return [found];
}

interface Wanted {
  readonly target: number;
  /** The metric's own when absent. */
  readonly noiseFloor: number | undefined;
  readonly alpha: number;
  readonly power: number;
  /** In pairs; they share alpha. */
  readonly looks: readonly number[];
}

function listRows(document: ResultsDocument, definition: MetricDefinition, wanted: Wanted): PlanRow[] {
  const observations = observe(document.trials, document.metrics, document.noise);
  return listSubjects([definition], document.workloads).flatMap((subject) =>
    document.environments.flatMap(({ id }) => {
      const values = observations
        .of(subject, id)
        .map(({ value }) => value)
        .filter((value) => value > 0);
      if (values.length < MIN_VALUES) return [];
      const logs = values.map(Math.log);
      const deviation = Math.max(standardDeviation(logs) ?? 0, NORMAL_MAD * medianAbsoluteDeviation(logs));
      const { workloadId } = subject;
      const named = { metricId: definition.id, environmentId: id, ...(workloadId !== undefined && { workloadId }) };
      return [
        { ...named, n: values.length, deviation, ...neededFor(deviation, secondsOfTrial(document, id), definition, wanted) },
      ];
    }),
  );
}

/** @throws UsageError – no number of pairs shows an effect of that size */
function neededFor(
  deviation: number,
  secondsOfTrial: number | undefined,
  { noiseThreshold }: MetricDefinition,
  wanted: Wanted,
): Pick<PlanRow, 'pairs' | 'detectable' | 'minutes'> {
  const question = {
    ...wanted,
    looks: wanted.looks.length,
    noiseFloor: wanted.noiseFloor ?? noiseThreshold,
    deviation: deviation * Math.SQRT2,
    metrics: 1,
  };
  const planned = planPairs({
    ...question,
    ...(secondsOfTrial !== undefined && { secondsPerPair: 2 * secondsOfTrial }),
  });
  if (planned === undefined)
    throw new UsageError('the target lies within the noise floor of the metric: nothing of that size is ever claimed');
  const detectable = detectableWith(wanted.looks.at(-1) ?? 0, question);
  return {
    pairs: planned.pairs,
    ...(detectable !== undefined && { detectable }),
    ...(planned.minutes !== undefined && { minutes: planned.minutes }),
  };
}

/** Undefined where the records do not tell. Median time from one trial's start to the next one's. */
function secondsOfTrial({ trials }: ResultsDocument, environmentId: string): number | undefined {
  const starts = trials.map(({ startedAt }) => Date.parse(startedAt) / 1000);
  const gaps = trials.flatMap((trial, index) => {
    const [own, next] = [starts[index], starts[index + 1]];
    return trial.environmentId === environmentId && own !== undefined && next !== undefined && next >= own ? [next - own] : [];
  });
  return gaps.length === 0 ? undefined : median(gaps);
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
