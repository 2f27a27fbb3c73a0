/**
 * From evidence to decisions, for all questions that are asked at once: one estimate and two margins each, Holm's correction over those of a
 * family, alpha shared among the looks. Worse needs all evidence beyond the noise floor; equivalent needs all of it within the target.
 */
import { benjaminiHochberg, holm } from '../stats/multiplicity.js';
import type { Evidence } from './evidence.js';
import type { Margins } from './margins.js';

export interface Question {
  readonly evidence: Evidence;
  readonly margins: Margins;
  /** By Holm's method within the family whose error is held together, by the false discovery rate for the reader alone, or not at all. */
  readonly correction: 'family' | 'discovery' | 'none';
  /** Instead of the levels' own: of a mere flag, which a further run has to confirm. */
  readonly alpha?: number;
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
  /** What p (after Holm within a family) was held against. */
  readonly alpha: number;
  /** How many questions share alpha; 1 outside of a family. */
  readonly familySize: number;
  /** Fewest pairs with which anything could be decided. */
  readonly fewest: number;
  /** Shown by itself, and not once it is one of the family. */
  readonly isLostInFamily: boolean;
}

/** In the order of the questions. */
export function decide(questions: readonly Question[], levels: Levels): Decision[] {
  const sided = questions.map(testBothSides);
  const holmed = correctedBy(holm, 'family', questions, sided);
  const discovered = correctedBy(benjaminiHochberg, 'discovery', questions, sided);
  const family = questions.filter(({ correction }) => correction === 'family').length;
  return questions.map((question, index) => {
    const { p, isWorse } = sided[index] ?? { p: 1, isWorse: true };
    const [pHolm, pFalseDiscovery] = [holmed.get(index), discovered.get(index)];
    const alpha = question.alpha ?? levels.alpha / levels.looks;
    const familySize = question.correction === 'family' ? family : 1;
    const isShown = isClaimable(question) && (pHolm ?? p) <= alpha;
    const shown = isWorse ? 'worse' : 'better';
    return {
      status: isShown ? shown : isEquivalent(question, levels) ? 'equivalent' : 'inconclusive',
      p,
      ...(pHolm !== undefined && { pHolm }),
      ...(pFalseDiscovery !== undefined && { pFalseDiscovery }),
      ...{ alpha, familySize },
      fewest: Math.max(question.minPairs, question.evidence.fewest(alpha / familySize)),
      isLostInFamily: !isShown && isClaimable(question) && p <= alpha,
    };
  });
}

function testBothSides({ evidence, margins }: Question): { p: number; isWorse: boolean } {
  const [worse, better] = [evidence.above(margins.noiseFloor), evidence.below(-margins.noiseFloor)];
  return worse <= better ? { p: worse, isWorse: true } : { p: better, isWorse: false };
}

function correctedBy(
  correct: (pValues: readonly number[]) => number[],
  correction: Question['correction'],
  questions: readonly Question[],
  sided: readonly { p: number }[],
): Map<number, number> {
  const members = questions.flatMap((question, index) => (question.correction === correction ? [index] : []));
  const adjusted = correct(members.map((index) => sided[index]?.p ?? 1));
  return new Map(members.map((index, place) => [index, adjusted[place] ?? 1]));
}

function isClaimable({ evidence, minPairs, isTooSmall }: Question): boolean {
  return evidence.n >= minPairs && !isTooSmall;
}

/** Two one-sided tests; also when the change is shown to be real, but too small to be claimed. */
function isEquivalent({ evidence, margins: { target }, minPairs }: Question, { equivalenceAlpha, looks }: Levels): boolean {
  const alpha = equivalenceAlpha / looks;
  if (evidence.n < minPairs || !Number.isFinite(target)) return false;
  return evidence.below(target) <= alpha && evidence.above(-target) <= alpha;
}
