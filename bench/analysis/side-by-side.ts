/**
 * What the figures of two environments let one say. Better and worse: beyond the noise floor at 1 %, after Holm's correction over the primary
 * metrics of the same two environments. Equivalent: within the target either way (two one-sided tests at 5 %).
 */
import { type Decision, decide, type Question } from '../comparison/decide.js';
import { type Evidence, toRelative, turn, weighPairs } from '../comparison/evidence.js';
import { type Margins, makeMargins, TARGET_EFFECT } from '../comparison/margins.js';
import { computeLogRatios, type Pair } from '../comparison/pairing.js';
import { explain } from '../comparison/reason.js';
import type { Comparison, MetricDefinition } from '../contract/document.js';
import { formatPercentage, formatSignificant } from '../contract/figure-text.js';

const LEVELS = { alpha: 0.01, equivalenceAlpha: 0.05, looks: 1 } as const;

/** One metric of two environments. */
export interface Sides {
  readonly definition: MetricDefinition;
  readonly baselineId: string;
  readonly candidateId: string;
  /** Values on each side, whether paired or not. */
  readonly baselineCount: number;
  readonly candidateCount: number;
  readonly pairs: readonly Omit<Pair, 'block'>[];
  readonly ratio: Comparison['ratio'];
  /** One of the questions that are corrected together. */
  readonly isOfFamily: boolean;
  /** Either side ran in software emulation: the verdict describes this run only, and nothing is to be recommended from it. */
  readonly isEmulated: boolean;
  /** Why nothing may be claimed, however sure it looks. */
  readonly cap?: string | undefined;
}

export type Judged = Pick<Comparison, 'ratio' | 'pValue' | 'pAdjusted' | 'margins' | 'minimumDetectable' | 'needed' | 'verdict'>;

interface Measured {
  readonly sides: Sides;
  readonly ratio: NonNullable<Comparison['ratio']>;
  readonly evidence: Evidence;
  readonly margins: Margins;
}

/** All that is asked of the same two environments, in the same order. */
export function judgeSides(family: readonly Sides[]): Judged[] {
  const measured = family.map(measure);
  const asked = measured.filter((one) => one !== undefined).filter(({ sides }) => sides.definition.direction !== 'neutral');
  const decisions = decide(asked.map(makeQuestion), LEVELS);
  return family.map((sides, index) => {
    const one = measured[index];
    if (!one) return { verdict: { status: 'not-comparable', because: formatReasons(sides, [explainNoRatio(sides)]) } };
    return describe(one, decisions[asked.indexOf(one)]);
  });
}

function measure(sides: Sides): Measured | undefined {
  const { ratio } = sides;
  if (!ratio) return undefined;
  const evidence = weighPairs(computeLogRatios(sides.pairs).map((value) => turn(value, sides.definition)));
  return { sides, ratio, evidence, margins: makeMargins(sides.definition.noiseThreshold, TARGET_EFFECT) };
}

function makeQuestion({ evidence, margins, sides }: Measured): Question {
  return { evidence, margins, correction: sides.isOfFamily ? 'family' : 'none', minPairs: 0, isTooSmall: false };
}

function describe(measured: Measured, decision: Decision | undefined): Judged {
  const { ratio, evidence, margins, sides } = measured;
  const detectable = evidence.detectable(LEVELS.alpha);
  const verdict = decision
    ? explainVerdict(measured, decision)
    : ({ status: 'not-comparable', because: formatReasons(sides, [NEUTRAL]) } as const);
  const needed =
    decision && verdict.status === 'inconclusive' && sides.cap === undefined ? findNeeded(measured, decision) : undefined;
  return {
    ratio,
    ...(decision && { pValue: decision.p }),
    ...(decision?.pHolm !== undefined && { pAdjusted: decision.pHolm }),
    margins: { noiseFloor: sides.definition.noiseThreshold, target: TARGET_EFFECT },
    ...(detectable !== undefined && { minimumDetectable: toRelative(detectable + margins.noiseFloor) }),
    ...(needed !== undefined && { needed }),
    verdict,
  };
}

/** As one of its family; undefined where the blocks that there are would have shown it. */
function findNeeded({ evidence, margins }: Measured, { familySize, fewest }: Decision): number | undefined {
  const needed = evidence.needed(margins.target - margins.noiseFloor, LEVELS.alpha / familySize);
  if (needed === undefined || !Number.isSafeInteger(needed)) return undefined;
  const all = Math.max(needed, fewest);
  return all > evidence.n ? all : undefined;
}

const NEUTRAL = 'Neither more nor less of this is better; the ratio stands without a verdict.';

function explainVerdict(measured: Measured, decision: Decision): Comparison['verdict'] {
  const { sides } = measured;
  const status = decision.isLostInFamily ? 'inconclusive' : decision.status;
  if (sides.cap !== undefined && status !== 'inconclusive')
    return { status: 'inconclusive', because: formatReasons(sides, [sides.cap]) };
  return {
    status,
    because: formatReasons(sides, [explainAlone(measured, decision), ...explainFamily(measured, decision), sides.cap]),
  };
}

function formatReasons({ isEmulated }: Sides, reasons: readonly (string | undefined)[]): string {
  return [...reasons, isEmulated ? 'Emulated: no recommendation follows.' : undefined]
    .filter((one) => one !== undefined)
    .join(' ');
}

function explainAlone(measured: Measured, decision: Decision): string {
  const { ratio, evidence, margins, sides } = measured;
  const { status, isLostInFamily } = decision;
  const detectable = evidence.detectable(LEVELS.alpha);
  const reason = {
    n: evidence.n,
    fewest: evidence.fewest(LEVELS.alpha),
    noiseFloor: formatPercentage(sides.definition.noiseThreshold),
    target: formatPercentage(TARGET_EFFECT),
    detectable: detectable === undefined ? undefined : formatDetectable(toRelative(detectable + margins.noiseFloor)),
    needed: findNeeded(measured, decision),
  };
  const alone = { status: isLostInFamily ? 'worse' : status, alpha: LEVELS.alpha } as const;
  return `${formatFinding(ratio, sides)}: ${explain(alone, reason)}`;
}

/** Above this people count in times. */
const TENFOLD = 9;

function formatDetectable(effect: number): string {
  return effect > TENFOLD ? 'more than tenfold' : formatPercentage(effect);
}

/** What being one of many comparisons changes. */
function explainFamily(
  { evidence: { n } }: Measured,
  { status, pHolm = 1, familySize, fewest, isLostInFamily }: Decision,
): string[] {
  const isTooFew = n < fewest;
  const many = `Holm over ${familySize} comparisons needs ${fewest} blocks`;
  if (!isLostInFamily) return status === 'inconclusive' && isTooFew && familySize > 1 ? [`${many}.`] : [];
  const missing = isTooFew ? many : `p is ${Number(pHolm.toPrecision(2))} after Holm over ${familySize} comparisons`;
  return [`That holds for this comparison alone: to decide at ${formatPercentage(LEVELS.alpha)}, ${missing}.`];
}

function explainNoRatio({ pairs, baselineCount, candidateCount, baselineId, candidateId }: Sides): string {
  if (baselineCount === 0) return `${baselineId} has no value.`;
  if (candidateCount === 0) return `${candidateId} has no value.`;
  if (pairs.length === 0) return `No block has a value of both ${baselineId} and ${candidateId}.`;
  return 'A value is zero, negative or out of range, so there is no ratio.';
}

function formatFinding({ estimate, low, high, level }: Measured['ratio'], { baselineId, candidateId, pairs }: Sides): string {
  const blocks = pairs.length === 1 ? '1 block' : `${pairs.length} blocks`;
  if (low === undefined || high === undefined)
    return `${candidateId} is ${formatTimes(estimate)} times ${baselineId} in ${blocks}`;
  return `${candidateId} is ${formatTimes(low)} to ${formatTimes(high)} times ${baselineId} (${formatPercentage(level ?? 0)} interval, ${blocks})`;
}

/** Three significant digits, zeros too: "1.00 times" is no count. Without an exponent where people would not write one. */
function formatTimes(ratio: number): string {
  return ratio < 999.5 || ratio >= 1e6 ? formatSignificant(ratio, 3) : String(Math.round(ratio));
}
