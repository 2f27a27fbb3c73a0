/** What the comparisons of a self-test came to, and whether that is what a gate promises. */
import { formatPercent } from '../contract/figure-text.js';
import type { GateMetric, GateVerdict } from '../contract/verdict.js';
import type { NoiseFloor } from '../findings/noise-floors.js';
import { quantileOfAscending } from '../stats/quantile.js';
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

type Outcome = 'holds' | 'broken' | 'cannot-tell';

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
const MAX_CONTAMINATED_SHARE = 0.5;

function findMetric({ verdict, probe }: Trial): GateMetric | undefined {
  return verdict.metrics.find(({ metricId }) => metricId === probe.metricId);
}

/** Every primary metric of comparisons of the same with itself: none may be confirmed as worse. */
export function judgeSame(trials: readonly Trial[]): SelftestRow {
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
  if (wrongCode.length > 0) return { ...shared, outcome: 'broken', because: 'a separate process exited with another code' };
  if (failed.length > 0)
    return { ...shared, outcome: 'cannot-tell', because: failed.map(({ verdict }) => verdict.reason).join('; ') };
  if (isContaminated(trials)) return { ...shared, outcome: 'cannot-tell', because: `${CONTAMINATED}` };
  return { ...shared, outcome: 'holds', because: 'as promised' };
}

/** Comparisons with the same slow-down injected: they must be caught, exit code included. */
export function judgeInjected(promise: string, trials: readonly Trial[]): SelftestRow {
  const caught = trials.filter(isCaught);
  const effect = trials[0]?.effect ?? 0;
  const most = effect >= SMALL_EFFECT ? 0 : Math.floor(trials.length * MAX_MISSED_SHARE);
  const shared = { promise, found: caught.length, of: trials.length, ...findDetectable(trials) };
  if (trials.length - caught.length <= most) return { ...shared, outcome: 'holds', because: 'as promised' };
  if (isContaminated(trials)) return { ...shared, outcome: 'cannot-tell', because: CONTAMINATED };
  const { detectable } = shared;
  if (detectable === undefined || detectable > effect)
    return { ...shared, outcome: 'cannot-tell', because: describeSensitivity(detectable) };
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

const CONTAMINATED = 'other programs or the hypervisor contaminated most of the comparisons, so they prove nothing here';

function isContaminated(trials: readonly Trial[]): boolean {
  const disturbed = trials.filter((trial) => findMetric(trial)?.warnings.some(({ code }) => code === 'contaminated') === true);
  return disturbed.length > trials.length * MAX_CONTAMINATED_SHARE;
}

function findDetectable(trials: readonly Trial[]): Pick<SelftestRow, 'detectable'> {
  const found = trials.flatMap((trial) => findMetric(trial)?.minimumDetectable ?? []);
  const middle = computeQuantile(found, 0.5);
  return middle === undefined ? {} : { detectable: middle };
}

function describeSensitivity(detectable: number | undefined): string {
  if (detectable === undefined)
    return 'too few trials have the figure to estimate the minimum detectable change; the host may be too busy';
  return `minimum detectable change on this host: ${formatPercent(detectable, 2)}`;
}

/** Of every metric that blocks in comparisons of the same with itself. */
export function listNoiseFloors(trials: readonly Trial[]): NoiseFloor[] {
  const byId = new Map<string, GateMetric[]>();
  for (const metric of trials.flatMap(({ verdict }) => verdict.metrics))
    if (metric.gate === 'block' && metric.effect !== undefined) byId.set(metric.id, [...(byId.get(metric.id) ?? []), metric]);
  return [...byId.values()].flatMap((metrics) => {
    const [first] = metrics;
    const effect95 = computeQuantile(
      metrics.map(({ effect = 0 }) => Math.abs(effect)),
      0.95,
    );
    if (first === undefined || effect95 === undefined) return [];
    const detectable = computeQuantile(
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

/** Undefined of nothing. */
function computeQuantile(values: readonly number[], probability: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? undefined : quantileOfAscending(sorted, probability);
}
