/** Observations → series and their summaries. */
import type { Series, Summary } from '../contract/document.js';
import { ascending, mean, medianAbsoluteDeviation, medianOfAscending, standardDeviation } from '../stats/describe.js';
import { medianInterval } from '../stats/median-interval.js';
import type { Observation, Subject } from './observations.js';

/** Of every interval in a document; ranks being whole numbers, what is achieved is a little more. */
export const CONFIDENCE_LEVEL = 0.95;

/** Values: at least one, all finite. */
export function summarize(values: readonly number[]): Summary {
  const sorted = ascending(values);
  const interval = medianInterval(sorted, CONFIDENCE_LEVEL);
  const deviation = standardDeviation(sorted);
  return {
    n: sorted.length,
    median: medianOfAscending(sorted),
    ...(interval && { interval: { ...interval } }),
    mean: mean(sorted),
    ...(deviation !== undefined && { standardDeviation: deviation }),
    mad: medianAbsoluteDeviation(sorted),
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
  };
}

/** @param observations all there are @param counted those of them that count @returns undefined when there is nothing to summarise */
export function makeSeries(
  { definition, workloadId }: Subject,
  environmentId: string,
  observations: readonly Observation[],
  counted: readonly Observation[] = observations,
): Series | undefined {
  if (counted.length === 0) return undefined;
  return {
    environmentId,
    ...(workloadId !== undefined && { workloadId }),
    metricId: definition.id,
    points: observations.map(({ trialId, block, value, contaminated }) => ({
      trialId,
      block,
      value,
      ...(contaminated === true && { contaminated }),
    })),
    summary: summarize(counted.map(({ value }) => value)),
  };
}
