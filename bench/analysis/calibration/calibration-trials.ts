/** Trials of the scenario `calibration`, filed by what their parameters say, and differences between them. */

import { CONFIDENCE_LEVEL } from '../../comparison/pairing.js';
import type { Estimate } from '../../contract/calibration.js';
import type { Trial } from '../../contract/document.js';
import { hodgesLehmann } from '../../stats/hodges-lehmann.js';

export function selectQuantity(trials: readonly Trial[], quantity: string): Trial[] {
  return trials.filter(({ parameters }) => parameters?.['quantity'] === quantity);
}

function readSetting(trial: Trial, name: string): number | undefined {
  const value = trial.parameters?.[name];
  return typeof value === 'number' ? value : undefined;
}

/** Groups in ascending order of what they were told. */
export function groupBySetting(trials: readonly Trial[], name: string): [value: number, trials: Trial[]][] {
  const values = [...new Set(trials.flatMap((trial) => readSetting(trial, name) ?? []))].sort((a, b) => a - b);
  return values.map((value) => [value, trials.filter((trial) => readSetting(trial, name) === value)]);
}

export function makeValueReader(metricId: string): (trial: Trial) => number[] {
  return ({ measurements }) => measurements.filter((one) => one.metricId === metricId).map(({ value }) => value);
}

/** One difference for each trial that has a partner in its block. */
export function pairWithinBlocks(trials: readonly Trial[], partners: readonly Trial[], metricId: string): number[] {
  const value = makeValueReader(metricId);
  return trials.flatMap((trial) => {
    const partner = partners.find(({ block }) => block === trial.block);
    const [[own], [other]] = [value(trial), partner ? value(partner) : []];
    return own === undefined || other === undefined ? [] : [own - other];
  });
}

/** Hodges–Lehmann estimate of a non-empty list of differences; the interval is absent below six. */
export function estimateMedian(differences: readonly number[]): Estimate {
  const { estimate, interval } = hodgesLehmann(differences, CONFIDENCE_LEVEL);
  return { estimate, ...(interval && { low: interval.low, high: interval.high, level: interval.level }) };
}
