/** One judged cell → its entry in verdict.json. */

import { toRelative, turn } from '../comparison/evidence.js';
import type { Cell, RunFigures } from '../comparison/figures.js';
import { CONTAMINATED, explain } from '../comparison/reason.js';
import { formatPercentage } from '../contract/figure-text.js';
import type { Warning } from '../contract/record.js';
import type { Confirmation, Design, GateMetric, MetricStatus } from '../contract/verdict.js';
import { median } from '../stats/describe.js';
import { judgeExact } from './exact.js';
import type { Candidate, JudgedCell } from './judge-cells.js';
import { counted, formatEffect, formatSize } from './words.js';

/** Achieved more or less where no level fits the decision. */
const READING_LEVEL = 0.95;

interface MetricContext {
  /** A host, say, that differs though the user allowed it: nothing may be claimed. */
  readonly cap: Warning | undefined;
  readonly confirmation: Confirmation | undefined;
  readonly unconfirmed: 'undecided' | 'regressed';
  /** Numbers of pairs at which somebody looked; empty where nobody did. */
  readonly looks: readonly number[];
  readonly warnings: readonly Warning[];
}

export function describeMetric(judged: JudgedCell, context: MetricContext): GateMetric {
  const { settings, compared, decision, absolute, margins } = judged;
  const turnBack = (value: number) => convertEffect(value, judged);
  const [own, interval] = [turnBack(compared.evidence.estimate), convertInterval(judged)];
  const shared = { effect: own, ...(interval && { interval }), scale: settings.scale };
  const caps = listCaps(judged, context);
  const verdict = explainVerdict(judged, caps, shared);
  const status = chooseStatus(verdict.status, judged, context);
  const detectable = findDetectable(judged);
  const needed = compared.evidence.needed(margins.target - margins.noiseFloor, decision.alpha);
  const look = context.looks.findIndex((pairs) => compared.evidence.n <= pairs);
  return {
    ...describeCommon(judged, judged.design),
    ...(compared.pairs && { pairs: compared.pairs.length, blocks: listBlocks(judged) }),
    ...shared,
    difference: judged.difference,
    p: decision.p,
    ...(decision.pHolm !== undefined && { pHolm: decision.pHolm }),
    ...(decision.pFalseDiscovery !== undefined && { pFalseDiscovery: decision.pFalseDiscovery }),
    verdict: context.confirmation && status === 'undecided' ? refute(verdict, context.confirmation) : verdict,
    status,
    margins: {
      noiseFloor: settings.scale === 'difference' ? margins.noiseFloor : settings.noiseFloor,
      target: settings.scale === 'difference' ? (settings.targetAbsolute ?? 0) : settings.target,
      ...(absolute && { minimumAbsolute: absolute.value, minimumAbsoluteFrom: absolute.from }),
    },
    ...(detectable !== undefined && { minimumDetectable: detectable }),
    ...(needed !== undefined && Number.isFinite(needed) && { needed }),
    stopReason: context.looks.length === 0 ? 'fixed-sample' : decision.status === 'inconclusive' ? 'last-look' : 'decided',
    ...(look >= 0 && { look: look + 1 }),
    ...(status === 'accepted' && { accepted: findAcceptedChange(judged) }),
    ...(context.confirmation && { confirmation: context.confirmation }),
    warnings: [...caps, ...context.warnings],
  };
}

/** Relative, or in the unit. */
function findDetectable({ compared: { evidence }, decision, margins, settings }: JudgedCell): number | undefined {
  const shift = evidence.detectable(decision.alpha);
  if (shift === undefined) return undefined;
  return settings.scale === 'difference' ? shift + margins.noiseFloor : toRelative(shift + margins.noiseFloor);
}

export function describeExactMetric(candidate: Candidate, design: Design, warnings: readonly Warning[]): GateMetric {
  const { baseline, candidate: other, verdict } = judgeExact(candidate);
  const { settings } = candidate;
  const effect = baseline === 0 ? undefined : other / baseline - 1;
  const found = { effect: other - baseline, ratio: effect };
  const isAccepted =
    verdict.status === 'worse' && findAccepted(candidate, computeIncrease(found, candidate), found.effect) !== undefined;
  return {
    ...describeCommon(candidate, design),
    ...(effect !== undefined && { effect }),
    difference: other - baseline,
    verdict,
    status: STATUS[verdict.status] ?? (isAccepted ? 'accepted' : 'regressed'),
    margins: {
      noiseFloor: settings.noiseFloor,
      target: settings.target,
      ...(settings.minimumAbsolute !== undefined && {
        minimumAbsolute: settings.minimumAbsolute,
        minimumAbsoluteFrom: 'policy' as const,
      }),
    },
    stopReason: 'fixed-sample',
    ...(isAccepted && { accepted: findAccepted(candidate, computeIncrease(found, candidate), found.effect) }),
    warnings: [...warnings],
  };
}

function computeIncrease({ ratio }: { readonly ratio: number | undefined }, { cell }: Candidate): number {
  if (ratio === undefined) return Number.POSITIVE_INFINITY;
  return cell.definition.direction === 'higher-is-better' ? 1 / (1 + ratio) - 1 : ratio;
}

function describeCommon({ cell, settings }: Candidate, design: Design) {
  const { id, metricId, environmentId, workloadId, definition } = cell;
  return {
    id,
    metricId,
    environmentId,
    ...(workloadId !== undefined && { workloadId }),
    title: definition.title,
    unit: definition.unit,
    direction: definition.direction,
    gate: settings.gate,
    scale: settings.scale,
    design,
    baseline: summarizeSide(cell.baseline),
    candidate: summarizeSide(cell.candidate),
    ...listRunMedians(cell),
  };
}

function summarizeSide(runs: readonly RunFigures[]): GateMetric['baseline'] {
  const n = runs.reduce((sum, run) => sum + run.n, 0);
  return { n, runs: runs.length, ...(runs.length > 0 && { estimate: median(runs.map((run) => run.median)) }) };
}

function listRunMedians({ baseline, candidate }: Cell): Pick<GateMetric, 'runMedians'> {
  if (Math.max(baseline.length, candidate.length) < 2) return {};
  return { runMedians: { baseline: baseline.map((run) => run.median), candidate: candidate.map((run) => run.median) } };
}

/** Turned back from worse-is-larger, and out of the logarithm. */
function convertEffect(value: number, { cell, settings }: Candidate): number {
  const back = turn(value, cell.definition);
  return settings.scale === 'difference' ? back : Math.expm1(back);
}

/** At the level of the decision, so that what is called worse has its interval beyond; at 95 % where n does not reach that far. */
function convertInterval(judged: JudgedCell): GateMetric['interval'] {
  const { evidence } = judged.compared;
  for (const level of [1 - 2 * judged.decision.alpha, READING_LEVEL]) {
    const found = evidence.interval(level);
    const ends = found && [convertEffect(found.low, judged), convertEffect(found.high, judged)].sort((a, b) => a - b);
    const [low, high] = ends ?? [];
    if (found && low !== undefined && high !== undefined && Number.isFinite(low) && Number.isFinite(high))
      return { level, achieved: found.level, low, high };
  }
  return undefined;
}

function listBlocks({ compared, settings }: JudgedCell): NonNullable<GateMetric['blocks']> {
  const isDifference = settings.scale === 'difference';
  return (compared.pairs ?? []).map(({ block, baseline, candidate }) => ({
    block,
    ratio: isDifference ? candidate - baseline : candidate / baseline,
  }));
}

const CONTAMINATED_CAP = { code: 'contaminated', message: CONTAMINATED, hint: 'Measure again on a quiet host.' };

/** Reasons to claim nothing, however sure the figures look. */
function listCaps({ cell, compared }: JudgedCell, { cap }: MetricContext): Warning[] {
  const isContaminated = [...cell.baseline, ...cell.candidate].some((run) => run.isContaminated);
  const own = compared.cap && {
    code: compared.cap.code,
    message: compared.cap.because,
    hint: 'More runs decide it; twinbench plan says how many.',
  };
  return [...(cap ? [cap] : []), ...(isContaminated ? [CONTAMINATED_CAP] : []), ...(own ? [own] : [])];
}

function explainVerdict(
  judged: JudgedCell,
  caps: readonly Warning[],
  shared: Parameters<typeof formatEffect>[0],
): GateMetric['verdict'] {
  const found = `${formatEffect(shared)} in ${formatSample(judged)}`;
  const [cap] = caps;
  if (cap) return { status: 'inconclusive', because: `${found}. ${cap.message}` };
  return { status: judged.decision.status, because: `${found}: ${formatReason(judged)}` };
}

function formatSample({ compared, cell }: JudgedCell): string {
  if (compared.pairs) return counted(compared.pairs.length, 'pair');
  return `${counted(cell.candidate.length, 'run')} against ${cell.baseline.length}`;
}

/** The minimum detectable change is a member of its own. */
function formatReason(judged: JudgedCell): string {
  const { decision, settings, absolute, compared, margins } = judged;
  const { evidence } = compared;
  const isOpen = decision.status === 'inconclusive' && evidence.n >= decision.fewest;
  if (isOpen && absolute && Math.abs(judged.difference) < absolute.value)
    return `smaller than the margin that ${absolute.from} sets.`;
  const format = (size: number) => (settings.scale === 'difference' ? formatSize(size) : formatPercentage(size));
  return explain(decision, {
    ...{ n: evidence.n, fewest: decision.fewest },
    noiseFloor: format(settings.scale === 'difference' ? margins.noiseFloor : settings.noiseFloor),
    target: format(settings.scale === 'difference' ? margins.target : settings.target),
  });
}

/** What a gate makes of a verdict; of what is worse, more has to be known. Figures are *inconclusive*, a gate is *undecided* about them. */
const STATUS: Readonly<Partial<Record<GateMetric['verdict']['status'], MetricStatus>>> = {
  better: 'pass',
  equivalent: 'pass',
  inconclusive: 'undecided',
  'not-comparable': 'not-comparable',
};

function chooseStatus(verdict: GateMetric['verdict']['status'], judged: JudgedCell, context: MetricContext): MetricStatus {
  const plain = STATUS[verdict];
  if (plain !== undefined) return plain;
  if (findAcceptedChange(judged)) return 'accepted';
  if (!judged.compared.needsConfirmation) return 'regressed';
  if (context.confirmation?.p === undefined) return context.unconfirmed === 'regressed' ? 'regressed' : 'unconfirmed';
  return context.confirmation.confirmed ? 'regressed' : 'undecided';
}

function refute(verdict: GateMetric['verdict'], { because }: Confirmation): GateMetric['verdict'] {
  return { ...verdict, status: 'inconclusive', because: `${verdict.because} ${because}` };
}

function findAcceptedChange(judged: JudgedCell): GateMetric['accepted'] {
  const { compared, settings, difference } = judged;
  const increase = settings.scale === 'difference' ? Number.POSITIVE_INFINITY : Math.expm1(compared.evidence.estimate);
  return findAccepted(judged, increase, difference);
}

/** @param increase for the worse, relative @param difference in the unit */
function findAccepted({ settings }: Candidate, increase: number, difference: number): GateMetric['accepted'] {
  const found = settings.accepted.find(
    ({ maxIncrease = Number.POSITIVE_INFINITY, maxAbsolute = Number.POSITIVE_INFINITY }) =>
      increase <= maxIncrease && Math.abs(difference) <= maxAbsolute,
  );
  return found && { ...found };
}
