/** What the comparisons of a self-test came to, and whether that is what a gate promises. */
import { formatPercent } from '../contract/figure-text.js';
import type { GateMetric, GateVerdict } from '../contract/verdict.js';
import type { NoiseFloor } from '../findings/noise-floors.js';
import type { Probe } from './probes.js';

/** One kind of comparison, made many times. */
export interface Trial {
  readonly probe: Probe;
  /** Injected; 0 for a comparison of the same with itself. */
  readonly effect: number;
  readonly verdict: GateVerdict;
  /** Of a process of its own that judged the same files; absent where none was started. */
  readonly processExitCode?: number;
}

export type Outcome = 'holds' | 'broken' | 'cannot-tell';

export interface SelftestRow {
  readonly promise: string;
  readonly found: number;
  readonly of: number;
  /** Smallest effect that these comparisons would probably have shown, median; absent where none could tell. */
  readonly detectable?: number;
  readonly outcome: Outcome;
  readonly because: string;
}

const EXIT_OF_CAUGHT = 1;
/** One of twenty may be missed where the effect is small. */
const MAX_MISSED_SHARE = 0.05;
const SMALL_EFFECT = 0.5;
/** Of which a green verdict would prove nothing. */
const MAX_DISTURBED_SHARE = 0.5;

export function findMetric({ verdict, probe }: Trial): GateMetric | undefined {
  return verdict.metrics.find(({ metricId }) => metricId === probe.metricId);
}

/** Every primary metric of comparisons of the same with itself: none may be confirmed as worse. */
export function sameRow(trials: readonly Trial[]): SelftestRow {
  const regressed = trials.filter(({ verdict }) =>
    verdict.metrics.some(({ gate, status }) => gate === 'block' && status === 'regressed'),
  );
  const wrongCode = trials.filter(({ verdict, processExitCode }) => (processExitCode ?? verdict.exitCode) !== verdict.exitCode);
  const failed = trials.filter(({ verdict }) => verdict.exitCode === 2 || verdict.exitCode >= 4);
  const shared = {
    promise: 'A/A: nothing is confirmed as worse',
    found: regressed.length,
    of: trials.length,
    ...findDetectable(trials),
  };
  if (regressed.length > 0)
    return {
      ...shared,
      outcome: 'broken',
      because: `worse without a change: ${regressed.map(({ verdict }) => verdict.reason).join('; ')}`,
    };
  if (wrongCode.length > 0) return { ...shared, outcome: 'broken', because: 'a process of its own ended with another code' };
  if (failed.length > 0)
    return { ...shared, outcome: 'cannot-tell', because: failed.map(({ verdict }) => verdict.reason).join('; ') };
  if (isDisturbed(trials))
    return { ...shared, outcome: 'cannot-tell', because: `${DISTURBED}; that nothing was called worse proves nothing` };
  return { ...shared, outcome: 'holds', because: 'as promised' };
}

/** Comparisons with the same slow-down injected: they must be caught, exit code included. */
export function injectedRow(promise: string, trials: readonly Trial[]): SelftestRow {
  const caught = trials.filter(isCaught);
  const effect = trials[0]?.effect ?? 0;
  const most = effect >= SMALL_EFFECT ? 0 : Math.floor(trials.length * MAX_MISSED_SHARE);
  const shared = { promise, found: caught.length, of: trials.length, ...findDetectable(trials) };
  if (trials.length - caught.length <= most) return { ...shared, outcome: 'holds', because: 'as promised' };
  if (isDisturbed(trials)) return { ...shared, outcome: 'cannot-tell', because: DISTURBED };
  const { detectable } = shared;
  if (detectable === undefined || detectable > effect)
    return { ...shared, outcome: 'cannot-tell', because: tooNoisy(detectable) };
  return {
    ...shared,
    outcome: 'broken',
    because: `missed: ${trials
      .filter((trial) => !isCaught(trial))
      .map(({ verdict }) => verdict.reason)
      .join('; ')}`,
  };
}

function isCaught(trial: Trial): boolean {
  const isRed = findMetric(trial)?.status === 'regressed' && trial.verdict.exitCode === EXIT_OF_CAUGHT;
  return isRed && (trial.processExitCode ?? EXIT_OF_CAUGHT) === EXIT_OF_CAUGHT;
}

const DISTURBED = 'other programs or the hypervisor disturbed most of the comparisons: nothing can be claimed from them here';

function isDisturbed(trials: readonly Trial[]): boolean {
  const disturbed = trials.filter((trial) => findMetric(trial)?.warnings.some(({ code }) => code === 'contaminated') === true);
  return disturbed.length > trials.length * MAX_DISTURBED_SHARE;
}

function findDetectable(trials: readonly Trial[]): Pick<SelftestRow, 'detectable'> {
  const found = trials.flatMap((trial) => findMetric(trial)?.minimumDetectable ?? []);
  const middle = quantile(found, 0.5);
  return middle === undefined ? {} : { detectable: middle };
}

function tooNoisy(detectable: number | undefined): string {
  if (detectable === undefined)
    return 'too few trials have the figure, as on a host that is too busy, to say what effect would show';
  return `this host shows only effects of ${formatPercent(detectable, 2)} and more`;
}

/** Of every metric that blocks in comparisons of the same with itself. */
export function listNoiseFloors(trials: readonly Trial[]): NoiseFloor[] {
  const byId = new Map<string, GateMetric[]>();
  for (const metric of trials.flatMap(({ verdict }) => verdict.metrics))
    if (metric.gate === 'block' && metric.effect !== undefined) byId.set(metric.id, [...(byId.get(metric.id) ?? []), metric]);
  return [...byId.values()].flatMap((metrics) => {
    const [first] = metrics;
    const effect95 = quantile(
      metrics.map(({ effect = 0 }) => Math.abs(effect)),
      0.95,
    );
    if (first === undefined || effect95 === undefined) return [];
    const detectable = quantile(
      metrics.flatMap(({ minimumDetectable }) => minimumDetectable ?? []),
      0.5,
    );
    const { metricId, environmentId, workloadId } = first;
    return [
      {
        metricId,
        environmentId,
        ...(workloadId !== undefined && { workloadId }),
        effect95,
        ...(detectable !== undefined && { detectable }),
        comparisons: metrics.length,
      },
    ];
  });
}

/** Linear between neighbours; undefined of nothing. */
function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low === undefined || high === undefined ? undefined : low + (high - low) * (place - Math.floor(place));
}
