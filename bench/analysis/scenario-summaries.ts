/** Trials of the scenarios other than `single` → what each found. Warm-ups and trials that did not complete count in none. */

import { CONFIDENCE_LEVEL } from '../comparison/pairing.js';
import type { Estimate } from '../contract/calibration.js';
import type { Trial } from '../contract/document.js';
import { findInstant } from '../contract/phases.js';
import type { InstanceRecord, Sample } from '../contract/record.js';
import type {
  ChurnSummary,
  ColdSummary,
  DensitySummary,
  ElasticitySummary,
  IdleSummary,
  ScenarioSummaries,
  TogetherSummary,
} from '../contract/scenarios.js';
import { type DensityPoint, densityPoints } from '../metrics/memory-marginal.js';
import { peakAboveRestBytes, returnedAfterSeconds, returnedRatio } from '../metrics/memory-returned.js';
import { unreclaimableBytes } from '../metrics/metric.js';
import { mean, median } from '../stats/describe.js';
import { theilSen } from '../stats/theil-sen.js';

/** Undefined when no trial of any of them completed. Environments in order of their ids. */
export function summarizeScenarios(trials: readonly Trial[]): ScenarioSummaries | undefined {
  const counted = trials.filter(({ warmup, outcome }) => !warmup && outcome.status === 'completed');
  const of = <T>(scenario: string, summarize: (own: Trial[], environmentId: string) => T | undefined): T[] => {
    const own = counted.filter((trial) => trial.scenario === scenario);
    const ids = [...new Set(own.map(({ environmentId }) => environmentId))].sort();
    return ids.flatMap(
      (id) =>
        summarize(
          own.filter(({ environmentId }) => environmentId === id),
          id,
        ) ?? [],
    );
  };
  const summaries = {
    density: of('density', summarizeDensity),
    together: of('together', summarizeTogether),
    churn: of('churn', summarizeChurn),
    elasticity: of('elasticity', summarizeElasticity),
    idle: of('idle', summarizeIdle),
    cold: of('cold', (own, id) => summarizeCold(own, id, counted)),
  };
  const found = Object.entries(summaries).filter(([, list]) => list.length > 0);
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** The slope is taken within each trial, whose hosts may have stood at different levels; of several trials the median of both ends counts. */
function summarizeDensity(trials: Trial[], environmentId: string): DensitySummary | undefined {
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

function summarizeTogether(trials: Trial[], environmentId: string): TogetherSummary | undefined {
  const whole = measured(trials, 'together-ready-time');
  const boots = trials.flatMap(({ instances }) => instances.flatMap((instance) => bootSeconds(instance) ?? []));
  if (whole.length === 0 || boots.length === 0) return undefined;
  const instances = trials.reduce((most, trial) => Math.max(most, trial.instances.length), 0);
  return { environmentId, instances, n: whole.length, allReadySeconds: median(whole), bootSeconds: median(boots) };
}

function bootSeconds({ marks }: InstanceRecord): number | undefined {
  const [startNs, readyNs] = [findInstant(marks, 'launcher-start'), findInstant(marks, 'ready')];
  return startNs === undefined || readyNs === undefined ? undefined : (readyNs - startNs) / 1e9;
}

function summarizeChurn(trials: Trial[], environmentId: string): ChurnSummary | undefined {
  const rates = measured(trials, 'churn-rate');
  if (rates.length === 0) return undefined;
  const cycles = trials.reduce((sum, { instances }) => sum + instances.length, 0);
  return { environmentId, cycles, n: rates.length, cyclesPerSecond: median(rates) };
}

function summarizeElasticity(trials: Trial[], environmentId: string): ElasticitySummary | undefined {
  const peaks = trials.flatMap((trial) => peakAboveRestBytes(trial) ?? []);
  if (peaks.length === 0) return undefined;
  const looks = new Set(trials.flatMap(returnedAfterSeconds));
  const returned = [...looks]
    .sort((left, right) => left - right)
    .flatMap((afterSeconds) => {
      const ratios = trials.flatMap((trial) => returnedRatio(trial, afterSeconds) ?? []);
      return ratios.length === 0 ? [] : [{ afterSeconds, ratio: median(ratios) }];
    });
  return { environmentId, n: peaks.length, peakBytes: median(peaks), returned };
}

function summarizeIdle(trials: Trial[], environmentId: string): IdleSummary | undefined {
  const ratios = measured(trials, 'idle-cpu');
  const windows = trials.flatMap(({ instances }) => instances.flatMap((instance) => windowSeconds(instance) ?? []));
  if (ratios.length === 0 || windows.length === 0) return undefined;
  return { environmentId, n: ratios.length, windowSeconds: median(windows), cpuRatio: median(ratios) };
}

function windowSeconds({ marks }: InstanceRecord): number | undefined {
  const [startNs, endNs] = [findInstant(marks, 'window-start'), findInstant(marks, 'window-end')];
  return startNs === undefined || endNs === undefined ? undefined : (endNs - startNs) / 1e9;
}

function summarizeCold(trials: Trial[], environmentId: string, all: readonly Trial[]): ColdSummary | undefined {
  const cold = measured(trials, 'boot-time-cold');
  if (cold.length === 0) return undefined;
  const warm = measured(
    all.filter((trial) => trial.scenario === 'single' && trial.environmentId === environmentId),
    'boot-time',
  );
  return { environmentId, n: cold.length, coldSeconds: median(cold), ...(warm.length > 0 && { warmSeconds: median(warm) }) };
}

function measured(trials: readonly Trial[], metricId: string): number[] {
  return trials.flatMap(({ measurements }) => measurements.filter((one) => one.metricId === metricId).map(({ value }) => value));
}
