/**
 * When did the level of a series change? Binary segmentation by the maximally selected rank statistic; whether the best split is a change is
 * told by permuting the series, so that having chosen the best is accounted for. Values that resemble their neighbours are permuted in blocks.
 */
import { autocorrelation } from './autocorrelation.js';
import { median } from './describe.js';
import { maxRankSplit } from './max-rank-split.js';
import { doubledMidRanks } from './mid-ranks.js';

interface ChangeOptions {
  /** Chance of a false change, for each segment that is tested. */
  readonly alpha: number;
  /** Fewest values between two changes. */
  readonly shortest: number;
  /** The best split is tested only if it is here or later. Default 0. */
  readonly earliest?: number;
  readonly permutations: number;
  /** A whole number from 0 to n − 1, such as from a seeded generator. */
  readonly randomBelow: (n: number) => number;
}

interface ChangePoint {
  /** Of the first value after the change. */
  readonly index: number;
  /** Share of the permutations with a split at least as good, the series itself counted as one. */
  readonly pValue: number;
}

/** In ascending order. Values in the order of time, finite. */
export function changePoints(values: readonly number[], options: ChangeOptions): ChangePoint[] {
  const found: ChangePoint[] = [];
  const open = [{ from: 0, to: values.length }];
  for (let segment = open.pop(); segment !== undefined; segment = open.pop()) {
    const { from, to } = segment;
    const change = firstChange(values.slice(from, to), options);
    if (change === undefined) continue;
    const at = from + change.index;
    found.push({ ...change, index: at });
    open.push({ from: at, to }, { from, to: at });
  }
  return found.sort((a, b) => a.index - b.index);
}

/** The best split of a series, when it is a change. */
export function firstChange(values: readonly number[], options: ChangeOptions): ChangePoint | undefined {
  const ranks = Float64Array.from(doubledMidRanks(values));
  const split = maxRankSplit(ranks, options.shortest);
  if (split === undefined || split.statistic === 0 || split.index < (options.earliest ?? 0)) return undefined;
  const { blockLength, alpha } = manner(values, split.index, options.alpha);
  const mostAbove = Math.floor(alpha * (options.permutations + 1) + 1e-9) - 1;
  const permuted = new Float64Array(ranks.length);
  let above = 0;
  for (let drawn = 0; drawn < options.permutations; drawn += 1) {
    permuteBlocks(ranks, permuted, blockLength, options.randomBelow);
    if ((maxRankSplit(permuted, options.shortest)?.statistic ?? 0) >= split.statistic * (1 - 1e-12)) above += 1;
    if (above > mostAbove) return undefined;
  }
  return { index: split.index, pValue: (above + 1) / (options.permutations + 1) };
}

/** Above this, neighbours resemble each other too much to be permuted singly. */
const MAX_AUTOCORRELATION = 0.2;
const MIN_BLOCK = 5;
/**
 * Between this and that, a short series does not tell whether its values are independent. They are permuted singly, which finds young changes
 * where blocks cannot, but at a fifth of alpha: simulated with an autocorrelation of 0.5, single permutations at the whole of it were wrong too
 * often. Long series tell it well enough, and lose nothing by blocks.
 */
const DOUBTFUL_AUTOCORRELATION = 0.05;
const DOUBT = 5;
const LONG = 200;

function manner(values: readonly number[], index: number, alpha: number): { blockLength: number; alpha: number } {
  const alike = residualAutocorrelation(values, index);
  const isLong = values.length >= LONG;
  if (alike > (isLong ? DOUBTFUL_AUTOCORRELATION : MAX_AUTOCORRELATION))
    return { blockLength: Math.max(MIN_BLOCK, Math.round(Math.cbrt(values.length))), alpha };
  return { blockLength: 1, alpha: alike > DOUBTFUL_AUTOCORRELATION ? alpha / DOUBT : alpha };
}

/** Within the two segments: a change of level itself makes neighbours alike. */
function residualAutocorrelation(values: readonly number[], index: number): number {
  const parts = [values.slice(0, index), values.slice(index)];
  const residuals = parts.flatMap((part) => {
    const level = median(part);
    return part.map((value) => value - level);
  });
  return autocorrelation(residuals);
}

/** Circular blocks from a random start, in random order; their last one may be shorter. */
function permuteBlocks(source: Float64Array, target: Float64Array, length: number, randomBelow: (n: number) => number): void {
  if (length === 1) {
    shuffle(source, target, randomBelow);
    return;
  }
  const n = source.length;
  const numbers = Float64Array.from({ length: Math.ceil(n / length) }, (_, index) => index);
  const order = new Float64Array(numbers.length);
  shuffle(numbers, order, randomBelow);
  const start = randomBelow(n);
  let place = 0;
  for (const block of order) {
    for (let index = block * length; index < Math.min(n, (block + 1) * length); index += 1) {
      target[place] = source[(start + index) % n] ?? 0;
      place += 1;
    }
  }
}

/** R. A. Fisher, F. Yates, "inside out". */
function shuffle(source: Float64Array, target: Float64Array, randomBelow: (n: number) => number): void {
  for (let index = 0; index < source.length; index += 1) {
    const other = randomBelow(index + 1);
    target[index] = target[other] ?? 0;
    target[other] = source[index] ?? 0;
  }
}
