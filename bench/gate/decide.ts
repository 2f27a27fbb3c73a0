/**
 * From evidence to verdicts, for all metrics of a gate at once: one estimate and two margins each, Holm's correction over the blocking ones,
 * alpha shared among the looks. Worse needs all evidence beyond the noise floor; equivalent needs all of it within the target.
 */
import { benjaminiHochberg, holm } from '../stats/multiplicity.js';
import type { Evidence } from './evidence.js';

/** On the evidence's own scale: logarithms, or the unit. */
export interface GateMargins {
  readonly noiseFloor: number;
  readonly target: number;
}

export interface Question {
  readonly evidence: Evidence;
  readonly margins: GateMargins;
  /** One of the family whose error is held together. */
  readonly isBlocking: boolean;
  /** Of a mere flag, which a further run has to confirm: held against p alone, outside the family. */
  readonly flagAlpha?: number;
  readonly minPairs: number;
  /** True when the estimate is so small that calibration or policy lets nothing be claimed, however sure it is. */
  readonly isTooSmall: boolean;
}

export interface Levels {
  /** Of the whole family, over all looks. */
  readonly alpha: number;
  readonly equivalenceAlpha: number;
  /** How many looks share both; 1 when all is compared at once. */
  readonly looks: number;
}

export type DecisionStatus = 'better' | 'worse' | 'equivalent' | 'inconclusive';

export interface Decision {
  readonly status: DecisionStatus;
  /** One-sided, in the direction found, of no change beyond the noise floor. */
  readonly p: number;
  readonly pHolm?: number;
  readonly pFalseDiscovery?: number;
  /** What p (after Holm for blocking metrics) was held against. */
  readonly alpha: number;
  /** Fewest pairs with which anything could be decided. */
  readonly fewest: number;
}

/** In the order of the questions. */
export function decide(questions: readonly Question[], levels: Levels): Decision[] {
  const shared = levels.alpha / levels.looks;
  const sided = questions.map(testBothSides);
  const corrected = correctedBy(holm, questions, sided, isOfFamily);
  const discovered = correctedBy(benjaminiHochberg, questions, sided, ({ isBlocking }) => !isBlocking);
  const family = questions.filter(isOfFamily).length;
  return questions.map((question, index) => {
    const alpha = question.flagAlpha ?? shared;
    const { p, isWorse } = sided[index] ?? { p: 1, isWorse: true };
    const pHolm = corrected.get(index);
    const pFalseDiscovery = discovered.get(index);
    const { evidence, minPairs } = question;
    const fewest = Math.max(minPairs, evidence.fewest(alpha / (isOfFamily(question) ? family : 1)));
    const isShown = evidence.n >= minPairs && (pHolm ?? p) <= alpha && !question.isTooSmall;
    const shown = isWorse ? ('worse' as const) : ('better' as const);
    const status = isShown ? shown : isEquivalent(question, levels) ? ('equivalent' as const) : ('inconclusive' as const);
    return {
      status,
      p,
      ...(pHolm !== undefined && { pHolm }),
      ...(pFalseDiscovery !== undefined && { pFalseDiscovery }),
      alpha,
      fewest,
    };
  });
}

function isOfFamily({ isBlocking, flagAlpha }: Question): boolean {
  return isBlocking && flagAlpha === undefined;
}

function testBothSides({ evidence, margins }: Question): { p: number; isWorse: boolean } {
  const [worse, better] = [evidence.above(margins.noiseFloor), evidence.below(-margins.noiseFloor)];
  return worse <= better ? { p: worse, isWorse: true } : { p: better, isWorse: false };
}

function correctedBy(
  correct: (pValues: readonly number[]) => number[],
  questions: readonly Question[],
  sided: readonly { p: number }[],
  isMember: (question: Question) => boolean,
): Map<number, number> {
  const members = questions.flatMap((question, index) => (isMember(question) ? [index] : []));
  const adjusted = correct(members.map((index) => sided[index]?.p ?? 1));
  return new Map(members.map((index, place) => [index, adjusted[place] ?? 1]));
}

/** Two one-sided tests; also when the change is shown to be real, but too small to be claimed. */
function isEquivalent({ evidence, margins: { target }, minPairs }: Question, { equivalenceAlpha, looks }: Levels): boolean {
  const alpha = equivalenceAlpha / looks;
  if (evidence.n < minPairs || !Number.isFinite(target)) return false;
  return evidence.below(target) <= alpha && evidence.above(-target) <= alpha;
}
