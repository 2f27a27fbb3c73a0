/** What a comparison lets one say: one interval and two margins, the noise floor of the metric and the margin of equivalence. */
import type { Comparison, MetricDefinition } from '../contract/document.js';

type Ratio = NonNullable<Comparison['ratio']>;
type Verdict = Comparison['verdict'];

/** Differences within 5 % either way are called equivalent: the usual target effect of performance gates, here a convention. */
export const EQUIVALENCE_MARGIN = 0.05;

/** Fewest pairs for which the signed-rank interval reaches 95 %: 1 − 2 · 2⁻⁶ = 96.9 %. */
export const FEWEST_PAIRS = 6;

export interface Evidence {
  readonly ratio: Comparison['ratio'];
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

/** Of an emulated side the status describes this run only: nothing is to be recommended from it, and the verdict says so. */
export function judge(evidence: Evidence, definition: MetricDefinition): Verdict {
  const { status, because } = decide(evidence, definition);
  return { status, because: evidence.isEmulated ? `${because} Emulated: no recommendation follows.` : because };
}

/** Without an interval nothing is decided; the point stands alone. */
function decide(evidence: Evidence, definition: MetricDefinition): Verdict {
  const { ratio, n } = evidence;
  if (!ratio) return { status: 'not-comparable', because: whyNoRatio(evidence) };
  if (definition.direction === 'neutral') {
    return { status: 'not-comparable', because: 'Neither more nor less of this is better; the ratio stands without a verdict.' };
  }
  const { low, high } = ratio;
  if (low === undefined || high === undefined) {
    return { status: 'inconclusive', because: `${blocks(n)}; an interval needs ${FEWEST_PAIRS}.` };
  }
  return judgeInterval({ ...ratio, low, high }, evidence, definition);
}

function blocks(n: number): string {
  return n === 1 ? '1 block' : `${n} blocks`;
}

function whyNoRatio({ n, baselineCount, candidateCount, baselineId, candidateId }: Evidence): string {
  if (baselineCount === 0) return `${baselineId} has no value.`;
  if (candidateCount === 0) return `${candidateId} has no value.`;
  if (n === 0) return `No block has a value of both ${baselineId} and ${candidateId}.`;
  return 'A value is zero, negative or out of range, so there is no ratio.';
}

function judgeInterval(
  ratio: Ratio & { low: number; high: number },
  { baselineId, candidateId, n }: Evidence,
  { direction, noiseThreshold }: MetricDefinition,
): Verdict {
  const { low, high } = ratio;
  const found = `${candidateId} is ${times(low)} to ${times(high)} times ${baselineId} (${percent(ratio.level ?? 0)} interval, ${blocks(n)})`;
  const floor = 1 + noiseThreshold;
  const [above, below] = [low > floor, high < 1 / floor];
  if (above || below) {
    const status = above === (direction === 'higher-is-better') ? 'better' : 'worse';
    return { status, because: `${found}: beyond the noise floor of ${percent(noiseThreshold)}.` };
  }
  const margin = 1 + EQUIVALENCE_MARGIN;
  if (low > 1 / margin && high < margin) {
    return { status: 'equivalent', because: `${found}: within ${percent(EQUIVALENCE_MARGIN)} either way.` };
  }
  return {
    status: 'inconclusive',
    because: `${found}: too wide to tell a difference beyond ${percent(noiseThreshold)} from none; more blocks narrow it.`,
  };
}

/** Three significant digits, without an exponent where people would not write one. */
function times(ratio: number): string {
  return ratio >= 1000 && ratio < 1e6 ? String(Math.round(ratio)) : String(Number(ratio.toPrecision(3)));
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
