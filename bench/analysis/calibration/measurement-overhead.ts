/** What watching costs a workload: the same work with and without, paired by block. */
import { type OwnCost, PLAIN_ENVIRONMENT } from '../../contract/calibration.js';
import type { Trial } from '../../contract/document.js';
import { findInstant } from '../../contract/phases.js';
import { median } from '../../stats/describe.js';
import { estimateMedian, selectQuantity } from './calibration-trials.js';

const NS_PER_SECOND = 1e9;
const NS_PER_MS = 1e6;

export function estimateOverheads(environmentId: string, trials: readonly Trial[]): OwnCost[] {
  const runs = selectQuantity(trials, 'own-cost');
  const own = runs.filter((trial) => trial.environmentId === environmentId);
  const watched = own.filter(({ parameters }) => parameters?.['watched'] === true);
  const unwatched = own.filter(({ parameters }) => parameters?.['watched'] === false);
  const plain = watched.length > 0 && isBare(watched) ? runs.filter(isPlain) : [];
  return [
    ...measureOverhead('sampling', watched, unwatched, computeSamplerCpuRatio(watched)),
    ...measureOverhead('supervision', unwatched, plain, undefined),
  ];
}

function isPlain({ environmentId }: Trial): boolean {
  return environmentId === PLAIN_ENVIRONMENT;
}

function isBare(trials: readonly Trial[]): boolean {
  return trials[0]?.environmentId === 'bare';
}

/** Time of one operation with ÷ without − 1, paired by block. */
function measureOverhead(
  what: OwnCost['what'],
  withIt: readonly Trial[],
  without: readonly Trial[],
  cpuRatio: number | undefined,
): OwnCost[] {
  const [first] = withIt;
  const ratios = withIt.flatMap((trial) => {
    const partner = without.find(({ block }) => block === trial.block);
    const [own, other] = [computeOperationNs(trial), partner && computeOperationNs(partner)];
    return own === undefined || other === undefined ? [] : [Math.log(own / other)];
  });
  if (first === undefined || ratios.length === 0) return [];
  const log = estimateMedian(ratios);
  const slowdown = Object.fromEntries(
    Object.entries(log).map(([name, value]) => [name, name === 'level' ? value : Math.expm1(Number(value))]),
  );
  const { environmentId, workloadId } = first;
  return [
    {
      environmentId,
      workloadId,
      what,
      n: ratios.length,
      slowdown: { ...slowdown, estimate: Math.expm1(log.estimate) },
      ...(cpuRatio !== undefined && { samplerCpuRatio: cpuRatio }),
    },
  ];
}

/** By the instance's own clock, which is there with and without samplers. */
function computeOperationNs({ instances }: Trial): number | undefined {
  const report = instances[0]?.report;
  return report === undefined || report.operations === 0 || report.windowNs <= 0
    ? undefined
    : report.windowNs / report.operations;
}

/** CPU of the samplers ÷ how long the instance lived, median over the trials. */
function computeSamplerCpuRatio(trials: readonly Trial[]): number | undefined {
  const ratios = trials.flatMap(({ samplerCpuSeconds, instances }) => {
    const marks = instances[0]?.marks ?? [];
    const [startNs, endNs] = [findInstant(marks, 'launcher-start'), findInstant(marks, 'stop-requested')];
    if (samplerCpuSeconds === undefined || startNs === undefined || endNs === undefined || endNs - startNs < NS_PER_MS) return [];
    return [samplerCpuSeconds / ((endNs - startNs) / NS_PER_SECOND)];
  });
  return ratios.length === 0 ? undefined : median(ratios);
}
