/** A cell's figures → evidence of a change, by the design in which the two sides were measured. */

import { type Evidence, turn, weighByRanks, weighByT, weighByWelch, weighPairs } from '../comparison/evidence.js';
import type { Cell, RunFigures } from '../comparison/figures.js';
import { FLAG_ALPHA, MIN_RUNS, weighNewest } from '../comparison/newest.js';
import { type Pair, pairByBlock } from '../comparison/pairing.js';
import type { Scale } from '../contract/policy.js';
import type { Design } from '../contract/verdict.js';

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

/** `past`: medians of earlier comparable runs, newest last, from which the spread between runs is known; may be empty. */
export function compareFigures(
  cell: Cell,
  scale: Scale,
  design: Design,
  past: readonly number[],
): Compared | { readonly incomparable: Incomparable } {
  const turned = (value: number) => turn(scale === 'difference' ? value : Math.log(value), cell.definition);
  if (scale !== 'difference' && !listValues(cell).every((value) => value > 0)) return { incomparable: explainNotPositive(cell) };
  if (design === 'paired') return comparePairs(cell, turned);
  const [baseline, candidate] = [
    cell.baseline.map(({ median }) => turned(median)),
    cell.candidate.map(({ median }) => turned(median)),
  ];
  if (design === 'history') return compareWithPast(baseline, candidate);
  return compareManyRuns(baseline, candidate) ?? compareSingleRuns(cell, turned, past.map(turned));
}

function listValues({ baseline, candidate }: Cell): number[] {
  return [...baseline, ...candidate].flatMap(({ observations, median }) => [median, ...observations.map(({ value }) => value)]);
}

function explainNotPositive({ metricId }: Cell): Incomparable {
  const because = `A value of ${metricId} is zero or negative, so there is no ratio; give it the scale "difference" in the policy.`;
  return { code: 'not-positive', because };
}

function comparePairs(
  { baseline, candidate, pair }: Cell,
  turned: (value: number) => number,
): Compared | { incomparable: Incomparable } {
  const pairs = baseline.flatMap((own) => {
    const other = candidate.find(({ place }) => place === own.place);
    return other ? pairByBlock(own.observations, other.observations) : [];
  });
  if (pairs.length === 0)
    return { incomparable: { code: 'no-common-block', because: `No block has a value of both sides of ${pair.id}.` } };
  return {
    evidence: weighPairs(pairs.map((pair) => turned(pair.candidate) - turned(pair.baseline))),
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
    return { evidence: weighByRanks(baseline, candidate, 'run medians'), needsConfirmation: false };
  const welched = weighByWelch(baseline, candidate);
  if (welched) return { evidence: welched, needsConfirmation: false };
  return baseline.length >= MIN_RUNS ? compareWithPast(baseline, candidate) : undefined;
}

/** One run a side: its spread within tells nothing of the spread between runs, which only past runs do. */
function compareSingleRuns({ baseline, candidate }: Cell, turned: (value: number) => number, past: readonly number[]): Compared {
  const values = (side: readonly RunFigures[]) =>
    side.flatMap(({ observations }) => observations.map(({ value }) => turned(value)));
  const within = weighByRanks(
    values(baseline),
    values(candidate),
    'the single values of one run a side, which knows no spread between runs',
  );
  const spread = past.length < MIN_RUNS ? undefined : weighNewest(past, [0]);
  if (spread === undefined) return { evidence: within, needsConfirmation: true, cap: ONE_RUN_EACH };
  const { estimate } = within;
  const half = within.interval(0.95);
  const withinError = half === undefined ? 0 : (half.high - half.low) / 2 / 1.96;
  const standardError = Math.sqrt(withinError ** 2 + 2 * spread.deviation ** 2);
  const method = `Hodges–Lehmann estimate, with the spread between ${past.length} past runs by Student’s t`;
  return {
    evidence: weighByT({ method, estimate, standardError, degreesOfFreedom: past.length - 1, n: 1 }),
    needsConfirmation: true,
  };
}

const ONE_RUN_EACH = {
  code: 'one-run-each',
  because:
    'One run a side cannot tell a change from the spread between runs. Measure both interleaved (twinbench ab), several runs a side, or keep a history.',
} as const;

function compareWithPast(past: readonly number[], candidate: readonly number[]): Compared {
  const { evidence, isReproduced } = weighNewest(past, candidate);
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
