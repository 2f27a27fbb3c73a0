/** How many pairs, and minutes, an effect needs: from the spread that was seen before. */
import { makeMargins } from '../comparison/margins.js';
import { listSubjects, observe } from '../comparison/observations.js';
import type { MetricDefinition, ResultsDocument } from '../contract/document.js';
import { UsageError } from '../contract/errors.js';
import { median, robustSpread } from '../stats/describe.js';
import { detectableShift, pairsFor } from '../stats/sample-size.js';

export interface PlanRow {
  readonly metricId: string;
  readonly environmentId: string;
  readonly workloadId?: string;
  readonly n: number;
  /** Spread of ln(value) from trial to trial: the larger of its standard deviation and its scaled MAD. */
  readonly deviation: number;
  /** With the looks of the policy, so that a change of the target's size is called worse with the power asked for. */
  readonly pairs: number;
  /** Smallest relative change that the policy's last look shows with the same power; absent where its pairs are too few for the level. */
  readonly detectable?: number;
  /** Of both sides, by how long the trials of the stored run took; absent where its records do not tell. */
  readonly minutes?: number;
}

export interface PlanRequest {
  /** Relative. */
  readonly target: number;
  /** The metric's own when undefined. */
  readonly noiseFloor: number | undefined;
  readonly alpha: number;
  readonly power: number;
  /** In pairs; they share alpha. */
  readonly looks: readonly number[];
}

/** Values below which their spread is not known well enough. */
export const MIN_PLAN_VALUES = 6;

/** One for each environment and workload with values enough. @throws UsageError – no number of pairs shows an effect of that size */
export function planRows(document: ResultsDocument, definition: MetricDefinition, request: PlanRequest): PlanRow[] {
  const observations = observe(document.trials, document.metrics, document.noise);
  return listSubjects([definition], document.workloads).flatMap((subject) =>
    document.environments.flatMap(({ id }) => {
      const values = observations.of(subject, id).flatMap(({ value }) => (value > 0 ? [value] : []));
      if (values.length < MIN_PLAN_VALUES) return [];
      const deviation = robustSpread(values.map(Math.log));
      const { workloadId } = subject;
      const named = { metricId: definition.id, environmentId: id, ...(workloadId !== undefined && { workloadId }) };
      const seconds = measureTrialSeconds(document, id);
      return [{ ...named, n: values.length, deviation, ...planPairs(deviation, seconds, definition, request) }];
    }),
  );
}

const SECONDS_PER_MINUTE = 60;

function planPairs(
  deviation: number,
  seconds: number | undefined,
  { noiseThreshold }: MetricDefinition,
  { target, noiseFloor = noiseThreshold, alpha, power, looks }: PlanRequest,
): Pick<PlanRow, 'pairs' | 'detectable' | 'minutes'> {
  const margins = makeMargins(noiseFloor, target);
  if (margins.target <= margins.noiseFloor)
    throw new UsageError('the target lies within the noise floor of the metric: nothing of that size is ever claimed');
  const ofPair = deviation * Math.SQRT2;
  const level = { alpha: alpha / looks.length, power };
  const pairs = pairsFor(margins.target - margins.noiseFloor, ofPair, level);
  const detectable = detectableShift(looks.at(-1) ?? 0, ofPair, level);
  return {
    pairs,
    ...(detectable !== undefined && { detectable: Math.expm1(detectable + margins.noiseFloor) }),
    ...(seconds !== undefined && { minutes: (pairs * 2 * seconds) / SECONDS_PER_MINUTE }),
  };
}

/** Undefined where the records do not tell. Median time from one trial's start to the next one's. */
function measureTrialSeconds({ trials }: ResultsDocument, environmentId: string): number | undefined {
  const starts = trials.map(({ startedAt }) => Date.parse(startedAt) / 1000);
  const gaps = trials.flatMap((trial, index) => {
    const [own, next] = [starts[index], starts[index + 1]];
    return trial.environmentId === environmentId && own !== undefined && next !== undefined && next >= own ? [next - own] : [];
  });
  return gaps.length === 0 ? undefined : median(gaps);
}
