/** Observations → series and their summaries. */

import type { Observation, Subject } from '../comparison/observations.js';
import { CONFIDENCE_LEVEL } from '../comparison/pairing.js';
import type { Quantile, Series, Summary } from '../contract/document.js';
import { ascending, mean, medianAbsoluteDeviation, medianOfAscending, standardDeviation } from '../stats/describe.js';
import { medianInterval } from '../stats/median-interval.js';
import { quantileOfAscending } from '../stats/quantile.js';
import { quantileInterval } from '../stats/quantile-interval.js';

/** Values: at least one, all finite. */
export function summarize(values: readonly number[]): Summary {
  const sorted = ascending(values);
  const interval = medianInterval(sorted, CONFIDENCE_LEVEL);
  const deviation = standardDeviation(sorted);
  const quantiles = listQuantiles(sorted);
  return {
    n: sorted.length,
    median: medianOfAscending(sorted),
    ...(interval && { interval: { ...interval } }),
    mean: mean(sorted),
    ...(deviation !== undefined && { standardDeviation: deviation }),
    mad: medianAbsoluteDeviation(sorted),
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    ...(quantiles.length > 0 && { quantiles }),
  };
}

const TAILS = [0.9, 0.95, 0.99];

/** Those of the tails for which n gives at least an upper bound: from 29, 59 and 299 values on. */
function listQuantiles(sorted: readonly number[]): Quantile[] {
  return TAILS.flatMap((probability) => {
    const bounds = quantileInterval(sorted, probability, CONFIDENCE_LEVEL);
    return bounds === undefined ? [] : [{ probability, value: quantileOfAscending(sorted, probability), ...bounds }];
  });
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
