/** Seeded simulations of what the statistics promise. Each prints what it found. */
import { describe, expect, it } from 'vitest';
import { judgeSides, type Sides } from '../bench/analysis/side-by-side.js';
import { estimateRatio } from '../bench/comparison/pairing.js';
import { bootTime } from '../bench/metrics/boot-time.js';
import { ascending, mean, standardDeviation } from '../bench/stats/describe.js';
import { hodgesLehmann } from '../bench/stats/hodges-lehmann.js';
import { medianInterval } from '../bench/stats/median-interval.js';
import { quantileInterval } from '../bench/stats/quantile-interval.js';
import { twoSampleShift } from '../bench/stats/two-sample-shift.js';
import { clopperPearson } from './clopper-pearson.js';
import { CV_5_PERCENT, type LogRatios, NOISE_FAMILIES, type Random, seeded } from './noise-families.js';

const TRIALS = 20_000;
const MINUTES = 60_000;

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Share of seeded trials in which the interval holds the truth; trials without an interval count as misses. */
function coverage(seed: number, interval: (random: Random) => { low?: number; high: number } | undefined, truth: number): number {
  const random = seeded(seed);
  let held = 0;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const found = interval(random);
    if (found !== undefined && (found.low ?? Number.NEGATIVE_INFINITY) <= truth && truth <= found.high) held += 1;
  }
  return held / TRIALS;
}

/** Skewed, with median 1. */
function lognormal(random: Random, n: number): number[] {
  return Array.from({ length: n }, () => Math.exp(0.5 * random.normal()));
}

function gaussian(random: Random, n: number): number[] {
  return Array.from({ length: n }, () => random.normal());
}

const NORMAL_QUANTILES = new Map([
  [0.5, 0],
  [0.9, 1.2815515655446004],
  [0.95, 1.6448536269514722],
]);

describe('95 % intervals hold the truth in at least 94 % of 20,000 trials', () => {
  it.each([6, 7, 10, 20, 30])('signed-rank, n = %d', (n) => {
    const share = coverage(n, (random) => hodgesLehmann(gaussian(random, n), 0.95).interval, 0);
    tell(`signed-rank, n = ${n}: ${(100 * share).toFixed(2)} %`);
    expect(share).toBeGreaterThanOrEqual(0.94);
  });

  it.each([6, 7, 10, 20, 30])('median, n = %d, skewed', (n) => {
    const share = coverage(100 + n, (random) => medianInterval(ascending(lognormal(random, n)), 0.95), 1);
    tell(`median, n = ${n}: ${(100 * share).toFixed(2)} %`);
    expect(share).toBeGreaterThanOrEqual(0.94);
  });

  it.each([
    [4, 4],
    [6, 6],
    [7, 7],
    [10, 10],
    [20, 20],
    [5, 12],
  ])(
    'rank-sum, %d against %d',
    (first, second) => {
      const draw = (random: Random) => twoSampleShift(gaussian(random, first), gaussian(random, second), 0.95).interval;
      const share = coverage(200 + first, draw, 0);
      tell(`rank-sum, ${first} + ${second}: ${(100 * share).toFixed(2)} %`);
      expect(share).toBeGreaterThanOrEqual(0.94);
    },
    MINUTES,
  );

  it.each([
    [30, 0.5],
    [36, 0.9],
    [30, 0.9],
    [72, 0.95],
    [60, 0.95],
  ])('quantile, n = %d, p = %d', (n, probability) => {
    const draw = (random: Random) => quantileInterval(ascending(gaussian(random, n)), probability, 0.95);
    const share = coverage(300 + n, draw, NORMAL_QUANTILES.get(probability) ?? Number.NaN);
    tell(`quantile ${probability}, n = ${n}: ${(100 * share).toFixed(2)} %`);
    expect(share).toBeGreaterThanOrEqual(0.94);
  });
});

const DEFINITION = bootTime.definition;

function makeSides(logRatios: readonly number[], isOfFamily = false): Sides {
  const pairs = logRatios.map((value) => ({ baseline: 1, candidate: Math.exp(value) }));
  const counts = { baselineCount: pairs.length, candidateCount: pairs.length };
  const ids = { baselineId: 'a', candidateId: 'b' };
  return { definition: DEFINITION, pairs, ratio: estimateRatio(pairs), ...counts, ...ids, isOfFamily, isEmulated: false };
}

function readStatuses(family: readonly Sides[]): string[] {
  return judgeSides(family).map(({ verdict }) => verdict.status);
}

function countVerdicts(draw: LogRatios, n: number, effect: number, trials: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let trial = 0; trial < trials; trial += 1) {
    const [status = ''] = readStatuses([makeSides(draw(n, effect))]);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}

const AA_TRIALS = 5_000;

describe('identical sides', () => {
  it.each(NOISE_FAMILIES.flatMap(({ name, of }) => [10, 20].map((n) => [name, n, of] as const)))(
    'are called worse in at most 1 %%: %s, %d blocks',
    (name, n, of) => {
      const counts = countVerdicts(of(seeded(1000 + n)), n, 0, AA_TRIALS);
      for (const status of ['worse', 'better']) {
        const upper = clopperPearson(counts.get(status) ?? 0, AA_TRIALS, 0.95).high;
        tell(
          `${name}, ${n} blocks: ${status} ${counts.get(status) ?? 0} of ${AA_TRIALS} (at most ${(100 * upper).toFixed(2)} %)`,
        );
        expect(upper).toBeLessThanOrEqual(0.01);
      }
    },
    MINUTES,
  );
});

/** A run asks ten primary questions of two environments; with these blocks. */
const QUESTIONS = 10;
const JOBS = 1_000;

describe('a run of ten questions about identical sides', () => {
  it.each([10, 12, 40])(
    'claims any difference in at most 1 %% of runs, %d blocks',
    (n) => {
      let wrong = 0;
      for (let job = 0; job < JOBS; job += 1) {
        const draws = NOISE_FAMILIES.map(({ of }, index) => of(seeded(5000 + job * QUESTIONS + index)));
        const asked = Array.from({ length: QUESTIONS }, (_, index) => makeSides(draws[index % draws.length]?.(n, 0) ?? [], true));
        if (readStatuses(asked).some((status) => status === 'worse' || status === 'better')) wrong += 1;
      }
      const upper = clopperPearson(wrong, JOBS, 0.95).high;
      tell(`ten questions, ${n} blocks: ${wrong} of ${JOBS} runs claim a difference (at most ${(100 * upper).toFixed(2)} %)`);
      expect(upper).toBeLessThanOrEqual(0.01);
    },
    2 * MINUTES,
  );
});

describe('a real difference', () => {
  it(
    'of 10 % at CV 5 % is found in at least 98 % with 40 blocks, and of 5 % never called equivalent in more than 5 %',
    () => {
      const power = countVerdicts(CV_5_PERCENT(seeded(7)), 40, Math.log(1.1), AA_TRIALS);
      const small = countVerdicts(CV_5_PERCENT(seeded(8)), 40, Math.log(1.05), AA_TRIALS);
      const [found, missed] = [(power.get('worse') ?? 0) / AA_TRIALS, (small.get('equivalent') ?? 0) / AA_TRIALS];
      tell(
        `+10 % at CV 5 %, 40 blocks: worse ${(100 * found).toFixed(1)} %; +5 % called equivalent ${(100 * missed).toFixed(1)} %`,
      );
      expect(found).toBeGreaterThanOrEqual(0.98);
      expect(missed).toBeLessThanOrEqual(0.05);
    },
    MINUTES,
  );
});

describe('stopping when precise enough', () => {
  it(
    'at declared looks keeps the coverage of the interval',
    () => {
      const random = seeded(5);
      let [held, stopped] = [0, 0];
      for (let trial = 0; trial < AA_TRIALS; trial += 1) {
        const values = gaussian(random, 40).map((value) => 0.07 * value);
        const look = [10, 15, 20, 25, 30, 35, 40].find((n) => halfWidth(values.slice(0, n)) <= Math.log1p(0.03)) ?? 40;
        const interval = hodgesLehmann(values.slice(0, look), 0.95).interval;
        if (interval !== undefined && interval.low <= 0 && interval.high >= 0) held += 1;
        if (look < 40) stopped += 1;
      }
      const share = held / AA_TRIALS;
      tell(
        `precision stopping: ${(100 * share).toFixed(1)} % hold the truth; ${stopped} of ${AA_TRIALS} ended before the last look`,
      );
      expect(stopped).toBeGreaterThan(AA_TRIALS / 10);
      expect(share).toBeGreaterThanOrEqual(0.93);
    },
    MINUTES,
  );
});

function halfWidth(values: readonly number[]): number {
  const interval = hodgesLehmann(values, 0.95).interval;
  return interval === undefined ? Number.POSITIVE_INFINITY : (interval.high - interval.low) / 2;
}

describe('the noise families themselves', () => {
  it('have no effect of their own, and spread as they say', () => {
    for (const { name, of } of NOISE_FAMILIES) {
      const values = of(seeded(3))(20_000, 0);
      expect(Math.abs(mean(values)), name).toBeLessThan(0.01);
    }
    expect(standardDeviation(CV_5_PERCENT(seeded(3))(20_000, 0))).toBeCloseTo(0.05 * Math.SQRT2, 2);
  });
});
