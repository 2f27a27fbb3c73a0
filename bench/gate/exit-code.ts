/** Findings of a gate → its exit code. A pipeline that lets 3 to 5 pass must never let a confirmed regression pass with them. */
import type { FailOn } from '../contract/policy.js';
import {
  EXIT_NAMES,
  type ExitCode,
  type GateMetric,
  type GateStatus,
  type GateVerdict,
  type Unpaired,
} from '../contract/verdict.js';
import { counted, formatEffect } from './words.js';

type Finding = GateVerdict['findings'][number];

export interface Found {
  readonly metrics: readonly GateMetric[];
  readonly missing: readonly Unpaired[];
  readonly notComparable: readonly Unpaired[];
  /** Planned on the candidate's side, and without one completed trial. */
  readonly failed: readonly Unpaired[];
  /** Whether there is anything on the baseline's side. */
  readonly hasBaseline: boolean;
  readonly hasCandidate: boolean;
}

const PRECEDENCE: readonly ExitCode[] = [2, 1, 5, 4, 3, 0];

/** Every code that applies, the one to end with first; at least one. */
export function listFindings(found: Found, failOn: readonly FailOn[]): Finding[] {
  const findings = [
    ...findRegressions(found, failOn),
    ...findFailures(found),
    ...findIncomparable(found, failOn),
    ...findUndecided(found, failOn),
  ].sort((a, b) => PRECEDENCE.indexOf(a.exitCode) - PRECEDENCE.indexOf(b.exitCode));
  return findings.length > 0 ? findings : [makeFinding(0, formatPass(found))];
}

export const STATUS_OF: Readonly<Record<ExitCode, GateStatus>> = {
  0: 'pass',
  1: 'regressed',
  2: 'failed',
  3: 'undecided',
  4: 'not-comparable',
  5: 'failed',
};

export function makeFinding(exitCode: ExitCode, because: string): Finding {
  return { exitCode, exitName: EXIT_NAMES[exitCode], because };
}

function findBlocking(metrics: readonly GateMetric[], status: GateMetric['status']): GateMetric[] {
  return metrics.filter((one) => one.gate === 'block' && one.status === status);
}

/** The largest change first: it is what the one line names. */
function sortWorstFirst(metrics: readonly GateMetric[]): GateMetric[] {
  return metrics.toSorted((a, b) => Math.abs(b.effect ?? 0) - Math.abs(a.effect ?? 0));
}

function formatWorst(metrics: readonly GateMetric[]): string {
  const [first, ...rest] = sortWorstFirst(metrics);
  const more = rest.length === 0 ? '' : `, and ${rest.length} more`;
  return first ? `${first.id} ${formatEffect(first)}${more}` : '';
}

function findRegressions({ metrics }: Found, failOn: readonly FailOn[]): Finding[] {
  const found = findBlocking(metrics, 'regressed');
  if (found.length === 0 || !failOn.includes('regression')) return [];
  return [makeFinding(1, `${counted(found.length, 'regression')}: ${formatWorst(found)}`)];
}

function findFailures({ failed, hasBaseline, hasCandidate, metrics, missing, notComparable }: Found): Finding[] {
  if (failed.length > 0) return [makeFinding(5, `nothing was measured of ${formatIds(failed)}`)];
  if (!hasCandidate) return [makeFinding(5, 'the candidate has no figure at all')];
  const isEmpty = hasBaseline && metrics.length + missing.length + notComparable.length === 0;
  return isEmpty ? [makeFinding(5, 'there is no figure to compare')] : [];
}

/** Parts of another metric: their coming and going alone fails nothing. */
function isPart({ partOf }: Unpaired): boolean {
  return partOf !== undefined;
}

function findIncomparable({ missing, notComparable, hasBaseline, hasCandidate }: Found, failOn: readonly FailOn[]): Finding[] {
  if (!hasBaseline) return [makeFinding(4, 'the baseline has no figure at all')];
  const isMissingFatal = failOn.includes('missing');
  const gone = isMissingFatal && hasCandidate ? missing.filter((one) => !isPart(one)) : [];
  const different = notComparable.filter((one) => one.gate === 'block' || (isMissingFatal && !isPart(one)));
  return [
    ...(gone.length > 0 ? [makeFinding(4, `missing or renamed in the candidate: ${formatIds(gone)}`)] : []),
    ...(different.length > 0 ? [makeFinding(4, `not comparable: ${formatIds(different)} (${different[0]?.because ?? ''})`)] : []),
  ];
}

function findUndecided({ metrics }: Found, failOn: readonly FailOn[]): Finding[] {
  const unconfirmed =
    failOn.includes('regression') || failOn.includes('inconclusive') ? findBlocking(metrics, 'unconfirmed') : [];
  const every = findBlocking(metrics, 'undecided');
  const isContaminated = ({ warnings }: GateMetric) => warnings.some(({ code }) => code === 'contaminated');
  const contaminated = failOn.includes('contaminated') ? every.filter(isContaminated) : [];
  const inconclusive = failOn.includes('inconclusive') ? every : [];
  return [
    ...(unconfirmed.length > 0
      ? [makeFinding(3, `worse in one measurement, not yet confirmed by another: ${formatWorst(unconfirmed)}`)]
      : []),
    ...(inconclusive.length > 0 ? [makeFinding(3, `undecided: ${formatWorst(inconclusive)}`)] : []),
    ...(contaminated.length > 0
      ? [makeFinding(3, `contaminated blocks in ${counted(contaminated.length, 'metric')}: ${formatWorst(contaminated)}`)]
      : []),
  ];
}

function formatIds(ones: readonly { readonly id: string }[]): string {
  const shown = ones.slice(0, 3).map(({ id }) => id);
  return shown.join(', ') + (ones.length > shown.length ? ` and ${ones.length - shown.length} more` : '');
}

function formatPass({ metrics }: Found): string {
  const blockers = metrics.filter(({ gate }) => gate === 'block');
  const count = (status: GateMetric['verdict']['status']) => blockers.filter(({ verdict }) => verdict.status === status).length;
  const open = findBlocking(metrics, 'undecided').length;
  const parts = [
    [count('equivalent'), 'without a difference'],
    [count('better'), 'better'],
    [findBlocking(metrics, 'accepted').length, 'worse but accepted'],
    [open, 'not decided'],
  ] as const;
  const told = parts.flatMap(([number, words]) => (number > 0 ? [`${number} ${words}`] : []));
  if (blockers.length === 0) return `no metric blocks; ${counted(metrics.length, 'metric')} compared`;
  if (open === blockers.length) return `none of ${counted(blockers.length, 'blocking metric')} was decided`;
  return `no regression in ${counted(blockers.length, 'blocking metric')}${told.length > 0 ? `: ${told.join(', ')}` : ''}`;
}
