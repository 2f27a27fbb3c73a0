/** Density trials → the cost of one more instance, held against what the instances' own accounting says. */
import { CONFIDENCE_LEVEL } from '../comparison/pairing.js';
import type { Estimate } from '../contract/calibration.js';
import type { Trial } from '../contract/document.js';
import type { Sample } from '../contract/record.js';
import type { DensitySummary } from '../contract/scenarios.js';
import { type DensityPoint, densityPoints } from '../metrics/memory-marginal.js';
import { unreclaimableBytes } from '../metrics/metric.js';
import { mean, median } from '../stats/describe.js';
import { theilSen } from '../stats/theil-sen.js';

/** The slope is taken within each trial, whose hosts may have stood at different levels; of several trials the median of both ends counts. */
export function summarizeDensity(trials: readonly Trial[], environmentId: string): DensitySummary | undefined {
  const points = trials.flatMap(({ id, ...trial }) =>
    densityPoints(trial).map(({ instances, memAvailableBytes, othersBytes }) => ({
      trialId: id,
      instances,
      memAvailableBytes,
      ...(othersBytes !== undefined && { othersAnonBytes: othersBytes }),
    })),
  );
  const marginal = estimateSlope(trials, ({ memAvailableBytes }) => -memAvailableBytes);
  if (marginal === undefined) return undefined;
  const undisturbed = estimateSlope(trials, undisturbedLevel);
  const largest = trials.reduce((most, trial) => (trial.instances.length > most.instances.length ? trial : most));
  const accounted = trials.flatMap(accountedSamples);
  const accountedMean = computeMean(accounted.map(unreclaimableBytes));
  const kernelMean = computeMean(accounted.map(({ values }) => values['kernelBytes']));
  const kernel = estimateSlope(trials, ({ kernelBytes }) => kernelBytes)?.estimate;
  const harness = estimateSlope(trials, ({ harnessBytes }) => harnessBytes)?.estimate;
  return {
    environmentId,
    instances: largest.instances.length,
    stoppedBecause: String(largest.findings?.['stoppedBecause'] ?? 'count-reached'),
    points,
    marginalBytes: marginal,
    ...(accountedMean !== undefined && { accountedBytes: accountedMean }),
    ...(undisturbed !== undefined && { undisturbedBytes: undisturbed }),
    ...unexplained('undisturbedUnexplainedRatio', undisturbed, accountedMean),
    ...(kernel !== undefined && kernelMean !== undefined && { unaccountedKernelBytes: kernel - kernelMean }),
    ...(harness !== undefined && { harnessBytes: harness }),
    ...unexplained('unexplainedRatio', marginal, accountedMean),
  };
}

/** What is in use by neither Twinbench nor anybody else's processes. */
function undisturbedLevel({
  memAvailableBytes,
  perCpuFreeBytes = 0,
  othersBytes,
  harnessBytes,
}: DensityPoint): number | undefined {
  if (othersBytes === undefined || harnessBytes === undefined) return undefined;
  return -(memAvailableBytes + perCpuFreeBytes) - othersBytes - harnessBytes;
}

/** What the accounting leaves of a slope; nothing where there is no accounting or no slope upwards. */
function unexplained(name: string, slope: Estimate | undefined, accountedBytes: number | undefined): Record<string, number> {
  if (slope === undefined || accountedBytes === undefined || slope.estimate <= 0) return {};
  return { [name]: (slope.estimate - accountedBytes) / slope.estimate };
}

/** Undefined where the host does not tell the level of any two steps. */
function estimateSlope(trials: readonly Trial[], level: (point: DensityPoint) => number | undefined): Estimate | undefined {
  const slopes = trials.flatMap((trial) => {
    const points = densityPoints(trial).flatMap((point) => {
      const bytes = level(point);
      return bytes === undefined ? [] : [{ instances: point.instances, bytes }];
    });
    const found = theilSen(
      points.map(({ instances }) => instances),
      points.map(({ bytes }) => bytes),
      CONFIDENCE_LEVEL,
    );
    return found === undefined || !Number.isFinite(found.slope) ? [] : [found];
  });
  if (slopes.length === 0) return undefined;
  const intervals = slopes.flatMap(({ interval }) => interval ?? []);
  return {
    estimate: median(slopes.map(({ slope }) => slope)),
    ...(intervals.length === slopes.length && {
      low: median(intervals.map(({ low }) => low)),
      high: median(intervals.map(({ high }) => high)),
      level: intervals.reduce((least, { level }) => Math.min(least, level), 1),
    }),
  };
}

/** Of every instance alive at the last step: what its own cgroup accounts for. */
function accountedSamples({ samples }: Trial): Sample[] {
  return samples.filter(({ sampler, label }) => sampler === 'cgroup' && label === 'settled');
}

function computeMean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.flatMap((value) => value ?? []);
  return known.length === 0 ? undefined : mean(known);
}
