/** A cell's figures → evidence of a change, by the design in which the two sides were measured. */

import { type Pair, pairByBlock } from '../comparison/pairing.js';
import type { MetricDefinition } from '../contract/document.js';
import type { Scale } from '../contract/policy.js';
import type { Design } from '../contract/verdict.js';
import { type Evidence, pairedEvidence, rankSumEvidence, tEvidence, welchEvidence } from './evidence.js';
import type { Cell, RunFigures } from './figures.js';
import { FLAG_ALPHA, MIN_RUNS, predictedEvidence } from './newest.js';

export interface Compared {
  readonly evidence: Evidence;
  /** Whether flags come from one run of a side, which a run of its own must confirm. */
  readonly needsConfirmation: boolean;
  /** Why nothing may be claimed, however sure it looks; absent where it may. */
  readonly cap?: { readonly code: 'one-run-each' | 'too-little-history' | 'not-reproduced'; readonly because: string };
  /** By the spread between past runs, for which a least effect holds instead of a shifted test. */
  readonly isPredicted?: boolean;
  /** Level of a flag that a further run has to confirm; the policy's own alpha when absent. */
  readonly flagAlpha?: number;
  /** For the paired design. */
  readonly pairs?: readonly Pair[];
}

export type Incomparable = { readonly code: 'not-positive' | 'no-common-block'; readonly because: string };

/** Larger is worse afterwards; a log where ratios count. */
export function turned(value: number, { direction }: Pick<MetricDefinition, 'direction'>, scale: Scale): number {
  const plain = scale === 'difference' ? value : Math.log(value);
  return direction === 'higher-is-better' ? -plain : plain;
}

/** `past`: medians of earlier comparable runs, newest last, from which the spread between runs is known; may be empty. */
export function compareFigures(
  cell: Cell,
  scale: Scale,
  design: Design,
  past: readonly number[],
): Compared | { readonly incomparable: Incomparable } {
  const turn = (value: number) => turned(value, cell.definition, scale);
  if (scale !== 'difference' && !allValues(cell).every((value) => value > 0)) return { incomparable: notPositive(cell) };
  if (design === 'paired') return comparePairs(cell, turn);
  const [baseline, candidate] = [
    cell.baseline.map(({ median }) => turn(median)),
    cell.candidate.map(({ median }) => turn(median)),
  ];
  if (design === 'history') return compareWithPast(baseline, candidate);
  return compareManyRuns(baseline, candidate) ?? compareSingleRuns(cell, turn, past.map(turn));
}

function allValues({ baseline, candidate }: Cell): number[] {
  return [...baseline, ...candidate].flatMap(({ observations, median }) => [median, ...observations.map(({ value }) => value)]);
}

function notPositive({ metricId }: Cell): Incomparable {
  const because = `A value of ${metricId} is zero or negative, so there is no ratio; give it the scale "difference" in the policy.`;
  return { code: 'not-positive', because };
}

function comparePairs(
  { baseline, candidate, arm }: Cell,
  turn: (value: number) => number,
): Compared | { incomparable: Incomparable } {
  const pairs = baseline.flatMap((own) => {
    const other = candidate.find(({ place }) => place === own.place);
    return other ? pairByBlock(own.observations, other.observations) : [];
  });
  if (pairs.length === 0)
    return { incomparable: { code: 'no-common-block', because: `No block has a value of both sides of ${arm.id}.` } };
  return {
    evidence: pairedEvidence(pairs.map((pair) => turn(pair.candidate) - turn(pair.baseline))),
    needsConfirmation: true,
    pairs,
  };
}

/** From this many a side, ranks of run medians are rare enough for many questions at once. */
const MIN_RUNS_FOR_RANKS = 8;

/** Undefined where a side has one run only and the other has too few to tell how runs differ. */
function compareManyRuns(baseline: readonly number[], candidate: readonly number[]): Compared | undefined {
  const fewest = Math.min(baseline.length, candidate.length);
  if (fewest >= MIN_RUNS_FOR_RANKS)
    return { evidence: rankSumEvidence(baseline, candidate, 'run medians'), needsConfirmation: false };
  const welched = welchEvidence(baseline, candidate);
  if (welched) return { evidence: welched, needsConfirmation: false };
  return baseline.length >= MIN_RUNS ? compareWithPast(baseline, candidate) : undefined;
}

/** One run a side: its spread within tells nothing of the spread between runs, which only past runs do. */
function compareSingleRuns({ baseline, candidate }: Cell, turn: (value: number) => number, past: readonly number[]): Compared {
  const values = (side: readonly RunFigures[]) =>
    side.flatMap(({ observations }) => observations.map(({ value }) => turn(value)));
  const within = rankSumEvidence(
    values(baseline),
    values(candidate),
    'the single values of one run a side, which knows no spread between runs',
  );
  const spread = past.length < MIN_RUNS ? undefined : predictedEvidence(past, [0]);
  if (spread === undefined) return { evidence: within, needsConfirmation: true, cap: ONE_RUN_EACH };
  const { estimate } = within;
  const half = within.interval(0.95);
  const withinError = half === undefined ? 0 : (half.high - half.low) / 2 / 1.96;
  const standardError = Math.sqrt(withinError ** 2 + 2 * spread.deviation ** 2);
  const method = `Hodges–Lehmann estimate, with the spread between ${past.length} past runs by Student’s t`;
  return {
    evidence: tEvidence({ method, estimate, standardError, degreesOfFreedom: past.length - 1, n: 1 }),
    needsConfirmation: true,
  };
}

const ONE_RUN_EACH = {
  code: 'one-run-each',
  because:
    'One run a side cannot tell a change from the spread between runs. Measure both interleaved (twinbench ab), several runs a side, or keep a history.',
} as const;

function compareWithPast(past: readonly number[], candidate: readonly number[]): Compared {
  const { evidence, isReproduced } = predictedEvidence(past, candidate);
  const predicted = { evidence, isPredicted: true, needsConfirmation: !isReproduced };
  if (past.length < MIN_RUNS) {
    const because = `The history has ${past.length} comparable runs; at least ${MIN_RUNS} are needed, and ${2 * MIN_RUNS} are better.`;
    return { ...predicted, cap: { code: 'too-little-history', because } };
  }
  if (candidate.length === 1) return { ...predicted, flagAlpha: FLAG_ALPHA };
  return isReproduced ? predicted : { ...predicted, cap: NOT_REPRODUCED };
}

const NOT_REPRODUCED = {
  code: 'not-reproduced',
  because: 'Not every one of the newest runs is out of line with the runs before.',
} as const;
