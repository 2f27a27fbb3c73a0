/** Every container against every VM, and both against bare, metric by metric and workload by workload. */
import type { Caveat, Comparison } from '../contract/document.js';
import type { Environment, Host } from '../contract/record.js';
import type { Observations, Subject } from './observations.js';
import { pairByBlock, ratioOf } from './pairing.js';
import { FEWEST_PAIRS, judge } from './verdict.js';

const METHOD = 'Hodges–Lehmann estimate of log-ratios paired by block';
const INTERVAL_METHOD = `${METHOD}, Wilcoxon signed-rank interval`;

/** From the control outwards: the lighter kind is always the baseline. */
const KIND_ORDER: readonly Environment['kind'][] = ['bare', 'container', 'vm'];

export interface Sides {
  readonly baseline: Environment;
  readonly candidate: Environment;
}

/** Pairs of environments of different kinds, against bare first. */
export function sidesOf(environments: readonly Environment[]): Sides[] {
  const ofKind = (kind: Environment['kind']) => environments.filter((environment) => environment.kind === kind);
  return KIND_ORDER.flatMap((kind, index) =>
    ofKind(kind).flatMap((baseline) =>
      KIND_ORDER.slice(index + 1).flatMap((heavier) => ofKind(heavier).map((candidate) => ({ baseline, candidate }))),
    ),
  );
}

/**
 * Undefined when neither side has a value, or when only one has and the metric is a part of another: parts differ from kind to
 * kind. A figure that only one side has is reported as not comparable.
 */
export function compareSides(
  subject: Subject,
  sides: Sides,
  observations: Observations,
  run: { id: string; host: Host },
): Comparison | undefined {
  const [baseline, candidate] = [observations.of(subject, sides.baseline.id), observations.of(subject, sides.candidate.id)];
  const [fewest, most] = [Math.min(baseline.length, candidate.length), Math.max(baseline.length, candidate.length)];
  if (most === 0 || (fewest === 0 && subject.definition.partOf !== undefined)) return undefined;
  const pairs = pairByBlock(baseline, candidate);
  const ratio = ratioOf(pairs);
  const caveats = caveatsOf(sides, pairs.length, run.host);
  const evidence = {
    ratio,
    n: pairs.length,
    baselineCount: baseline.length,
    candidateCount: candidate.length,
    baselineId: sides.baseline.id,
    candidateId: sides.candidate.id,
    isEmulated: caveats.includes('emulated'),
  };
  return {
    question: 'side-by-side',
    metricId: subject.definition.id,
    ...(subject.workloadId !== undefined && { workloadId: subject.workloadId }),
    baseline: { runId: run.id, environmentId: sides.baseline.id },
    candidate: { runId: run.id, environmentId: sides.candidate.id },
    ...(ratio && { ratio }),
    n: pairs.length,
    method: ratio?.level === undefined ? METHOD : INTERVAL_METHOD,
    verdict: judge(evidence, subject.definition),
    caveats,
  };
}

function caveatsOf({ baseline, candidate }: Sides, n: number, host: Host): Caveat[] {
  const either = (holds: (environment: Environment) => boolean) => holds(baseline) || holds(candidate);
  const kernels = new Set([baseline, candidate].map(({ vm }) => vm?.kernel.release ?? host.kernel.release));
  const held: readonly (readonly [Caveat, boolean])[] = [
    ['emulated', either(({ vm }) => vm?.accelerator === 'tcg')],
    ['different-kernel', kernels.size > 1],
    ['few-samples', n < FEWEST_PAIRS],
    ['rootless', either(({ container }) => container?.rootless === true)],
  ];
  return held.filter(([, holds]) => holds).map(([caveat]) => caveat);
}
