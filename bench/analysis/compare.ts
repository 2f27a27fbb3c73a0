/** Every container against every VM, and both against bare, metric by metric and workload by workload. */
import type { Observations, Subject } from '../comparison/observations.js';
import { CONFIDENCE_LEVEL, estimateRatio, type Pair, pairByBlock } from '../comparison/pairing.js';
import { CONTAMINATED } from '../comparison/reason.js';
import type { Comparison } from '../contract/document.js';
import { isDetail } from '../contract/parts.js';
import type { Environment, RunRecord } from '../contract/record.js';
import { hodgesLehmann } from '../stats/hodges-lehmann.js';
import { findCaveats } from './caveats.js';
import { explainOwnError, findOwnError } from './own-error.js';
import { type Judged, judgeSides, type Sides } from './side-by-side.js';

const METHOD = 'Hodges–Lehmann estimate of log-ratios paired by block';
const INTERVAL_METHOD = `${METHOD}, Wilcoxon signed-rank interval`;

/** From the control outwards: the lighter kind is always the baseline. */
const KIND_ORDER: readonly Environment['kind'][] = ['bare', 'container', 'vm'];

interface ComparedPair {
  readonly baseline: Environment;
  readonly candidate: Environment;
}

/** Pairs of environments of different kinds, against bare first. */
function pairEnvironments(environments: readonly Environment[]): ComparedPair[] {
  const ofKind = (kind: Environment['kind']) => environments.filter((environment) => environment.kind === kind);
  return KIND_ORDER.flatMap((kind, index) =>
    ofKind(kind).flatMap((baseline) =>
      KIND_ORDER.slice(index + 1).flatMap((heavier) => ofKind(heavier).map((candidate) => ({ baseline, candidate }))),
    ),
  );
}

interface ComparedRun extends Pick<RunRecord, 'id' | 'host' | 'environments' | 'workloads' | 'calibration'> {
  /** Whether an environment's writes came back sooner than the disk can have had them. */
  readonly skipsFlushes: (environmentId: string) => boolean;
}

/** One comparison before its verdict. */
interface Asked {
  readonly pair: ComparedPair;
  readonly sides: Sides;
  readonly finish: (judged: Judged) => Comparison;
}

/** What is asked of one pair of environments is a family: it does not depend on how many others were measured besides. */
export function compareEnvironments(subjects: readonly Subject[], observations: Observations, run: ComparedRun): Comparison[] {
  const pairs = pairEnvironments(run.environments);
  const asked = subjects.flatMap((subject) => pairs.flatMap((pair) => ask(subject, pair, observations, run) ?? []));
  const judged = new Map(
    pairs.flatMap((pair) => {
      const family = asked.filter((one) => one.pair === pair);
      const verdicts = judgeSides(family.map(({ sides }) => sides));
      return family.map((one, index) => [one, verdicts[index]] as const);
    }),
  );
  return asked.flatMap((one) => {
    const found = judged.get(one);
    return found ? [one.finish(found)] : [];
  });
}

/**
 * Undefined when neither side has a value, or when only one has and the metric is a part of another: parts differ from kind to
 * kind. A figure that only one side has is reported as not comparable.
 */
function ask(subject: Subject, pair: ComparedPair, observations: Observations, run: ComparedRun): Asked | undefined {
  const { definition, workloadId } = subject;
  const [baselineId, candidateId] = [pair.baseline.id, pair.candidate.id];
  const [baseline, candidate] = [observations.of(subject, baselineId), observations.of(subject, candidateId)];
  const [fewest, most] = [Math.min(baseline.length, candidate.length), Math.max(baseline.length, candidate.length)];
  if (most === 0 || (fewest === 0 && isDetail(definition))) return undefined;
  const pairs = pairByBlock(baseline, candidate);
  const [difference, ratio] = [estimateDifference(pairs), estimateRatio(pairs)];
  const isContaminated = [...baseline, ...candidate].some(({ contaminated }) => contaminated === true);
  const caveats = findCaveats({
    ...{ ...pair, definition, isContaminated, host: run.host, n: pairs.length },
    workload: run.workloads.find(({ id }) => id === workloadId),
    isFlushSkipped: run.skipsFlushes(baselineId) || run.skipsFlushes(candidateId),
  });
  const error = findOwnError(run.calibration, definition.id, [baselineId, candidateId], { difference, ratio });
  const excludedBlocks = observations.excludedBlocks(subject);
  return {
    pair,
    sides: {
      ...{ definition, baselineId, candidateId, pairs, ratio },
      ...{ baselineCount: baseline.length, candidateCount: candidate.length },
      isOfFamily: definition.primary === true,
      isEmulated: caveats.includes('emulated'),
      cap: isContaminated ? CONTAMINATED : error && explainOwnError(error, difference?.estimate ?? 0),
    },
    finish: (judged) => ({
      question: 'side-by-side',
      metricId: definition.id,
      ...(workloadId !== undefined && { workloadId }),
      baseline: { runId: run.id, environmentId: baselineId },
      candidate: { runId: run.id, environmentId: candidateId },
      n: pairs.length,
      ...(difference && { difference }),
      ...(ratio && definition.primary === true && { primary: true }),
      ...(excludedBlocks > 0 && { excludedBlocks }),
      method: ratio?.level === undefined ? METHOD : INTERVAL_METHOD,
      caveats: error ? [...caveats, 'below-own-error'] : caveats,
      ...judged,
    }),
  };
}

/** Undefined when there is no pair, or when a difference is beyond what a number holds. */
function estimateDifference(pairs: readonly Pair[]): Comparison['difference'] {
  const differences = pairs.map(({ baseline, candidate }) => candidate - baseline);
  if (differences.length === 0 || !differences.every((value) => Math.abs(value) < 2 ** 1023)) return undefined;
  const { estimate, interval } = hodgesLehmann(differences, CONFIDENCE_LEVEL);
  return { estimate, ...interval };
}
