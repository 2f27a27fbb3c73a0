/**
 * What a comparison lets one say: one effect and two margins, the noise floor of the metric and the target effect. Better and worse need the
 * one-sided bound at 1 % beyond the floor; equivalent needs the 90 % interval within the target either way (two one-sided tests at 5 %).
 */

import type { Comparison, MetricDefinition } from '../contract/document.js';
import { formatSignificant } from '../contract/figure-text.js';
import { fewestPairs } from '../stats/sample-size.js';
import { DECISION_ALPHA, type Effect, type Margins } from './effect.js';

type Ratio = NonNullable<Comparison['ratio']>;
type Verdict = Comparison['verdict'];

/** Differences within 5 % either way are called equivalent: the usual target effect of performance gates, here a convention. */
export const TARGET_EFFECT = 0.05;

/** Fewest pairs for which the signed-rank interval reaches 95 %: 1 − 2 · 2⁻⁶ = 96.9 %. */
export const MIN_PAIRS = 6;

/** Fewest pairs for which the ranks of a difference can be as rare as one in a hundred: 2⁻⁷. */
export const MIN_PAIRS_TO_DECIDE = fewestPairs(DECISION_ALPHA);

export interface Evidence {
  readonly ratio: Comparison['ratio'];
  /** Absent without a ratio. */
  readonly effect: Effect | undefined;
  /** Blocks in which both sides have a value. */
  readonly n: number;
  /** Values on each side, whether paired or not. */
  readonly baselineCount: number;
  readonly candidateCount: number;
  readonly baselineId: string;
  readonly candidateId: string;
  /** Either side ran in software emulation. */
  readonly isEmulated: boolean;
}

export function findMargins({ noiseThreshold }: MetricDefinition): Margins {
  return { noiseFloor: Math.log1p(noiseThreshold), target: Math.log1p(TARGET_EFFECT) };
}

const EMULATED_REMARK = ' Emulated: no recommendation follows.';

/** The reason with one more sentence; that a side was emulated stays the last word. */
export function withSentence(because: string, sentence: string): string {
  if (!because.endsWith(EMULATED_REMARK)) return `${because} ${sentence}`;
  return `${because.slice(0, -EMULATED_REMARK.length)} ${sentence}${EMULATED_REMARK}`;
}

/** Of an emulated side the status describes this run only: nothing is to be recommended from it, and the verdict says so. */
export function judge(evidence: Evidence, definition: MetricDefinition): Verdict {
  const { status, because } = decide(evidence, definition);
  return { status, because: evidence.isEmulated ? `${because}${EMULATED_REMARK}` : because };
}

function decide(evidence: Evidence, definition: MetricDefinition): Verdict {
  const { ratio, effect } = evidence;
  if (!ratio || !effect) return { status: 'not-comparable', because: whyNoRatio(evidence) };
  if (definition.direction === 'neutral') {
    return { status: 'not-comparable', because: 'Neither more nor less of this is better; the ratio stands without a verdict.' };
  }
  return judgeEffect(ratio, effect, evidence, definition);
}

function whyNoRatio({ n, baselineCount, candidateCount, baselineId, candidateId }: Evidence): string {
  if (baselineCount === 0) return `${baselineId} has no value.`;
  if (candidateCount === 0) return `${candidateId} has no value.`;
  if (n === 0) return `No block has a value of both ${baselineId} and ${candidateId}.`;
  return 'A value is zero, negative or out of range, so there is no ratio.';
}

function judgeEffect(ratio: Ratio, effect: Effect, evidence: Evidence, definition: MetricDefinition): Verdict {
  const { noiseFloor, target } = findMargins(definition);
  const { decisive, equivalence } = effect;
  const found = formatFinding(ratio, evidence);
  const isAbove = decisive !== undefined && decisive.low > noiseFloor;
  const isBelow = decisive !== undefined && decisive.high < -noiseFloor;
  if (isAbove || isBelow) {
    const status = isAbove === (definition.direction === 'higher-is-better') ? 'better' : 'worse';
    return { status, because: `${found}: beyond the noise floor of ${percent(definition.noiseThreshold)}.` };
  }
  if (equivalence !== undefined && equivalence.low > -target && equivalence.high < target) {
    return { status: 'equivalent', because: `${found}: within ${percent(TARGET_EFFECT)} either way.` };
  }
  return { status: 'inconclusive', because: `${found}: ${whatIsMissing(effect, evidence.n)}` };
}

function whatIsMissing({ detectable, blocksNeeded }: Effect, n: number): string {
  if (n < MIN_PAIRS_TO_DECIDE) return `too few to decide at ${percent(DECISION_ALPHA)}, which needs ${MIN_PAIRS_TO_DECIDE}.`;
  const seen = detectable === undefined ? '' : ` This many would show a difference of ${percent(Math.expm1(detectable))}`;
  const more = blocksNeeded === undefined ? 0 : blocksNeeded - n;
  const wanted = more > 0 ? `; for ${percent(TARGET_EFFECT)} about ${more} more are needed.` : '.';
  return `neither a difference nor equivalence is shown.${seen}${seen === '' ? '' : wanted}`;
}

function formatFinding({ estimate, low, high, level }: Ratio, { baselineId, candidateId, n }: Evidence): string {
  const blocks = n === 1 ? '1 block' : `${n} blocks`;
  if (low === undefined || high === undefined) return `${candidateId} is ${times(estimate)} times ${baselineId} in ${blocks}`;
  return `${candidateId} is ${times(low)} to ${times(high)} times ${baselineId} (${percent(level ?? 0)} interval, ${blocks})`;
}

/** Three significant digits, zeros too: "1.00 times" is no count. Without an exponent where people would not write one. */
function times(ratio: number): string {
  return ratio < 999.5 || ratio >= 1e6 ? formatSignificant(ratio, 3) : String(Math.round(ratio));
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
