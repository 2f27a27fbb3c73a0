/** Every container against every VM, and both against bare, metric by metric and workload by workload. */

import { type Effect, estimateEffect } from '../comparison/effect.js';
import type { Observations, Subject } from '../comparison/observations.js';
import { CONFIDENCE_LEVEL, computeLogRatios, estimateRatio, pairByBlock } from '../comparison/pairing.js';
import { findMargins, judge, TARGET_EFFECT } from '../comparison/verdict.js';
import type { Comparison, MetricDefinition } from '../contract/document.js';
import type { Environment, RunRecord } from '../contract/record.js';
import { hodgesLehmann } from '../stats/hodges-lehmann.js';
import { findCaveats } from './caveats.js';

const METHOD = 'Hodges–Lehmann estimate of log-ratios paired by block';
const INTERVAL_METHOD = `${METHOD}, Wilcoxon signed-rank interval`;

/** From the control outwards: the lighter kind is always the baseline. */
const KIND_ORDER: readonly Environment['kind'][] = ['bare', 'container', 'vm'];

export interface Sides {
  readonly baseline: Environment;
  readonly candidate: Environment;
}

/** Pairs of environments of different kinds, against bare first. */
export function pairEnvironments(environments: readonly Environment[]): Sides[] {
  const ofKind = (kind: Environment['kind']) => environments.filter((environment) => environment.kind === kind);
  return KIND_ORDER.flatMap((kind, index) =>
    ofKind(kind).flatMap((baseline) =>
      KIND_ORDER.slice(index + 1).flatMap((heavier) => ofKind(heavier).map((candidate) => ({ baseline, candidate }))),
    ),
  );
}

export interface ComparedRun extends Pick<RunRecord, 'id' | 'host' | 'workloads'> {
  /** Whether one side's writes came back sooner than the disk can have had them; nothing is known when absent. */
  readonly isFlushSkipped?: (subject: Subject, sides: Sides) => boolean;
}

/**
 * Undefined when neither side has a value, or when only one has and the metric is a part of another: parts differ from kind to
 * kind. A figure that only one side has is reported as not comparable.
 */
export function compareSides(
  subject: Subject,
  sides: Sides,
  observations: Observations,
  run: ComparedRun,
): Comparison | undefined {
  const [baseline, candidate] = [observations.of(subject, sides.baseline.id), observations.of(subject, sides.candidate.id)];
  const [fewest, most] = [Math.min(baseline.length, candidate.length), Math.max(baseline.length, candidate.length)];
  if (most === 0 || (fewest === 0 && subject.definition.partOf !== undefined)) return undefined;
  const pairs = pairByBlock(baseline, candidate);
  const ratio = estimateRatio(pairs);
  const caveats = findCaveats({
    ...sides,
    definition: subject.definition,
    workload: run.workloads.find(({ id }) => id === subject.workloadId),
    host: run.host,
    n: pairs.length,
    isContaminated: [...baseline, ...candidate].some(({ contaminated }) => contaminated === true),
    isFlushSkipped: run.isFlushSkipped?.(subject, sides) === true,
  });
  const difference = estimateDifference(pairs);
  const excludedBlocks = observations.excludedBlocks(subject);
  const logRatios = ratio ? computeLogRatios(pairs) : [];
  const effect = logRatios.length === 0 ? undefined : estimateEffect(logRatios, findMargins(subject.definition));
  const evidence = {
    ratio,
    effect,
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
    ...(difference && { difference }),
    ...(effect && evidenceMembers(effect, subject.definition)),
    ...(excludedBlocks > 0 && { excludedBlocks }),
    method: ratio?.level === undefined ? METHOD : INTERVAL_METHOD,
    verdict: judge(evidence, subject.definition),
    caveats,
  };
}

/** What the verdict rests on, for readers and for Holm's correction. */
function evidenceMembers(effect: Effect, { primary, noiseThreshold, direction }: MetricDefinition): Partial<Comparison> {
  return {
    ...(direction !== 'neutral' && { pValue: effect.pValue }),
    ...(primary === true && { primary }),
    margins: { noiseFloor: noiseThreshold, target: TARGET_EFFECT },
    ...(effect.detectable !== undefined && { minimumDetectable: Math.expm1(effect.detectable) }),
  };
}

/** Undefined when there is no pair, or when a difference is beyond what a number holds. */
function estimateDifference(pairs: readonly { baseline: number; candidate: number }[]): Comparison['difference'] {
  const differences = pairs.map(({ baseline, candidate }) => candidate - baseline);
  if (differences.length === 0 || !differences.every((value) => Math.abs(value) < 2 ** 1023)) return undefined;
  const { estimate, interval } = hodgesLehmann(differences, CONFIDENCE_LEVEL);
  return { estimate, ...interval };
}
