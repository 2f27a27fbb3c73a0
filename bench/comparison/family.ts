/** Holm's correction over the comparisons that decide: many questions at once must not make one false answer likely. */
import type { Comparison } from '../contract/document.js';
import { holm } from '../stats/multiplicity.js';
import { fewestPairs } from '../stats/sample-size.js';
import { percent, withSentence } from './verdict.js';

/** Of any false difference among the primary comparisons of the same two environments. */
export const FAMILY_ALPHA = 0.01;

/**
 * Fills `pAdjusted` of the primary comparisons; a better or worse that does not survive becomes inconclusive. A family is what is asked of
 * one pair of environments: whether a VM differs from bare does not depend on how many containers were measured besides.
 */
export function correctFamilies(comparisons: readonly Comparison[]): Comparison[] {
  const adjusted = new Map<Comparison, Comparison>();
  for (const family of groupFamilies(comparisons)) {
    const pValues = holm(family.map(({ pValue }) => pValue ?? 1));
    for (const [index, comparison] of family.entries()) {
      adjusted.set(comparison, corrected(comparison, pValues[index] ?? 1, family.length));
    }
  }
  return comparisons.map((comparison) => adjusted.get(comparison) ?? comparison);
}

function groupFamilies(comparisons: readonly Comparison[]): Comparison[][] {
  const families = new Map<string, Comparison[]>();
  for (const comparison of comparisons) {
    if (comparison.primary !== true || comparison.pValue === undefined) continue;
    const key = JSON.stringify([comparison.baseline, comparison.candidate]);
    families.set(key, [...(families.get(key) ?? []), comparison]);
  }
  return [...families.values()];
}

function corrected(comparison: Comparison, pAdjusted: number, size: number): Comparison {
  const { status, because } = comparison.verdict;
  const needed = fewestPairs(FAMILY_ALPHA / size);
  const isTooFew = comparison.n < needed;
  const many = `${size} questions at once need ${needed} blocks`;
  if (status === 'inconclusive' && isTooFew && size > 1)
    return { ...comparison, pAdjusted, verdict: { ...comparison.verdict, because: withSentence(because, `And ${many}.`) } };
  const survives = (status !== 'better' && status !== 'worse') || pAdjusted <= FAMILY_ALPHA;
  if (survives) return { ...comparison, pAdjusted };
  const missing = isTooFew
    ? many
    : `p is ${Number(pAdjusted.toPrecision(2))} after Holm's correction for ${size} questions at once`;
  const verdict = {
    ...comparison.verdict,
    status: 'inconclusive' as const,
    because: withSentence(because, `That holds for this question alone: ${missing}, to decide at ${percent(FAMILY_ALPHA)}.`),
  };
  return { ...comparison, pAdjusted, verdict };
}
