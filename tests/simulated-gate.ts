/** Seeded simulations of gates: how often they are wrong, and what they see. Each function gives rows of one table. */
import { type DecisionStatus, decide, type Question } from '../bench/comparison/decide.js';
import { weighPairs } from '../bench/comparison/evidence.js';
import { isDecided } from '../bench/gate/look.js';
import { clopperPearson } from './clopper-pearson.js';
import { autoregressive, type LogRatios, NOISE_FAMILIES, paired, seeded } from './noise-families.js';

export interface SimulatedRow {
  /** What is promised, in a few words. */
  readonly promise: string;
  /** Noise family, and what is done to it. */
  readonly conditions: string;
  readonly found: number;
  readonly trials: number;
  /** Upper end of the exact 95 % interval for what must be rare, lower end for what must be frequent. */
  readonly bound: number;
  readonly limit: number;
  readonly holds: boolean;
}

export function rarely(promise: string, conditions: string, found: number, trials: number, limit: number): SimulatedRow {
  const bound = clopperPearson(found, trials, 0.95).high;
  return { promise, conditions, found, trials, bound, limit, holds: bound <= limit };
}

export function mostly(promise: string, conditions: string, found: number, trials: number, limit: number): SimulatedRow {
  const bound = clopperPearson(found, trials, 0.95).low;
  return { promise, conditions, found, trials, bound, limit, holds: bound >= limit };
}

const LOOKS = [10, 20, 40];
const LEVELS = { alpha: 0.01, equivalenceAlpha: 0.05, looks: LOOKS.length };
const MARGINS = { noiseFloor: Math.log1p(0.01), target: Math.log1p(0.05) };
const MAX_PAIRS = 40;

function makeQuestion(differences: readonly number[]): Question {
  return { evidence: weighPairs(differences), margins: MARGINS, correction: 'family', minPairs: 10, isTooSmall: false };
}

interface SimulatedJob {
  readonly statuses: readonly DecisionStatus[];
  readonly pairs: number;
}

/** One gate: every metric's differences are looked at after 10, 20 and 40 pairs, until all are decided. */
function simulateJob(metrics: readonly (readonly number[])[]): SimulatedJob {
  for (const pairs of LOOKS) {
    const decisions = decide(
      metrics.map((differences) => makeQuestion(differences.slice(0, pairs))),
      LEVELS,
    );
    const answers = decisions.map((verdict) => ({ gate: 'block' as const, verdict }));
    if (isDecided({ metrics: answers }) || pairs === MAX_PAIRS) return { statuses: decisions.map(({ status }) => status), pairs };
  }
  throw new Error('no look');
}

const METRICS = 10;

/** A/A: neither regressed nor improved in more than 1 % of the jobs of ten metrics, nor in more than 1 % of comparisons of one. */
export function falseAlarmRows(comparisons: number, jobs: number): SimulatedRow[] {
  return NOISE_FAMILIES.flatMap(({ name, of }, family) => {
    const single = countSingles(of(seeded(10_000 + family)), 0, comparisons);
    const [worse, better] = countJobs(of(seeded(20_000 + family)), jobs);
    return [
      rarely('A/A, one metric: regressed', name, single.worse, comparisons, 0.01),
      rarely('A/A, one metric: improved', name, single.better, comparisons, 0.01),
      rarely(`A/A, job of ${METRICS}: any regressed`, name, worse, jobs, 0.01),
      rarely(`A/A, job of ${METRICS}: any improved`, name, better, jobs, 0.01),
    ];
  });
}

function countJobs(draw: LogRatios, jobs: number): [number, number] {
  let [worse, better] = [0, 0];
  for (let job = 0; job < jobs; job += 1) {
    const { statuses } = simulateJob(Array.from({ length: METRICS }, () => draw(MAX_PAIRS, 0)));
    if (statuses.includes('worse')) worse += 1;
    if (statuses.includes('better')) better += 1;
  }
  return [worse, better];
}

type Counts = Record<DecisionStatus, number> & { pairs: number };

function countSingles(draw: LogRatios, effect: number, trials: number): Counts {
  const counts: Counts = { worse: 0, better: 0, equivalent: 0, inconclusive: 0, pairs: 0 };
  for (let trial = 0; trial < trials; trial += 1) {
    const { statuses, pairs } = simulateJob([draw(MAX_PAIRS, effect)]);
    counts[statuses[0] ?? 'inconclusive'] += 1;
    counts.pairs += pairs / trials;
  }
  return counts;
}

/** Spikes of +50 % in 3 % of the measurements and a host that drifts by 5 %, as in most of the design's own figures. */
const withSpikesAndDrift = (deviation: number) =>
  paired((random) => deviation * random.normal() + (random.uniform() < 0.03 ? Math.log(1.5) : 0), autoregressive(0.95, 0.05));

/** With looks at 10, 20 and 40 pairs, a noise floor of 1 %, a target of 5 % and one blocking metric. */
export function powerRows(trials: number): SimulatedRow[] {
  const cases = [
    { deviation: 0.01, effect: 0.05, status: 'worse', least: 0.9 },
    { deviation: 0.02, effect: 0.05, status: 'worse', least: 0.9 },
    { deviation: 0.03, effect: 0.1, status: 'worse', least: 0.99 },
    { deviation: 0.05, effect: 0.1, status: 'worse', least: 0.99 },
    { deviation: 0.08, effect: 0.2, status: 'worse', least: 0.95 },
    { deviation: 0.01, effect: 0, status: 'equivalent', least: 0.98 },
    { deviation: 0.02, effect: 0, status: 'equivalent', least: 0.98 },
    { deviation: 0.03, effect: 0, status: 'equivalent', least: 0.98 },
  ] as const;
  const seen = cases.map(({ deviation, effect, status, least }, index) => {
    const counts = countSingles(withSpikesAndDrift(deviation)(seeded(30_000 + index)), Math.log1p(effect), trials);
    return mostly(`${formatShare(effect)} is called ${status}`, formatConditions(deviation), counts[status], trials, least);
  });
  const missed = [0.01, 0.02, 0.03, 0.05, 0.08].map((deviation, index) => {
    const counts = countSingles(withSpikesAndDrift(deviation)(seeded(31_000 + index)), Math.log1p(0.05), trials);
    return rarely('+5 % is called equivalent', formatConditions(deviation), counts.equivalent, trials, 0.05);
  });
  return [...seen, ...missed];
}

function formatShare(share: number): string {
  return share === 0 ? 'no change' : `+${Math.round(100 * share)} %`;
}

function formatConditions(deviation: number): string {
  return `CV ${100 * deviation} %, spikes, drift`;
}
