/** What is wrong with single records: readings that cannot be, marks out of order, a wall clock that was set. */
import type { Trial } from '../contract/document.js';
import { findInstant } from '../contract/phases.js';
import type { Warning } from '../contract/record.js';
import type { Evidence } from './warning-evidence.js';

export const RECORD_FINDERS: readonly ((evidence: Evidence) => Warning[])[] = [
  warnOfImpossible,
  warnOfMarksOutOfOrder,
  warnOfWallClock,
  warnOfVoided,
];

function warnOfImpossible({ trials }: Evidence): Warning[] {
  const found = trials.flatMap(({ id, impossible: metricIds }) => metricIds.map((metricId) => ({ trialId: id, metricId })));
  if (found.length === 0) return [];
  const metrics = [...new Set(found.map(({ metricId }) => metricId))].join(', ');
  const message = `${countFigures(found.length)} negative or no finite number, and left out: ${metrics}; first in ${found[0]?.trialId ?? ''}.`;
  return [{ code: 'impossible-figures', message, hint: HINT }];
}

function countFigures(count: number): string {
  return count === 1 ? '1 figure is' : `${count} figures are`;
}

const HINT = 'The raw records were damaged, or a counter went backwards; the other figures of these trials stand.';

/** Earlier mark, later mark; a figure lies between each two. */
const ORDERED_MARKS: readonly (readonly [string, string])[] = [
  ['launcher-start', 'ready'],
  ['ready', 'workload-start'],
  ['window-start', 'window-end'],
  ['stop-requested', 'stopped'],
];

function warnOfMarksOutOfOrder({ trials }: Evidence): Warning[] {
  const found = trials.filter(({ outcome }) => outcome.status === 'completed').filter(isOutOfOrder);
  if (found.length === 0) return [];
  const count = found.length === 1 ? '1 trial has' : `${found.length} trials have`;
  const message = `${count} marks out of order, and no figures between them; the first is ${found[0]?.id ?? ''}.`;
  return [{ code: 'marks-out-of-order', message, hint: HINT }];
}

function isOutOfOrder({ instances }: Trial): boolean {
  return instances.some(({ marks }) =>
    ORDERED_MARKS.some(([earlier, later]) => {
      const [from, to] = [findInstant(marks, earlier), findInstant(marks, later)];
      return from !== undefined && to !== undefined && to < from;
    }),
  );
}

/** Dates have milliseconds, and a clock is kept in step by more than a few of them a trial. */
const MAX_CLOCK_STEP_SECONDS = 2;

/** No figure uses the wall clock; dates do. */
function warnOfWallClock({ trials }: Evidence): Warning[] {
  const steps = trials.slice(1).flatMap((trial, index) => {
    const step = findClockStep(trials[index], trial);
    return step === undefined || Math.abs(step) < MAX_CLOCK_STEP_SECONDS ? [] : [{ id: trial.id, step }];
  });
  const [first] = steps;
  if (!first) return [];
  const way = first.step < 0 ? 'back' : 'forward';
  const message = `The host's wall clock jumped ${way} by ${Math.abs(first.step).toFixed(0)} s before ${first.id}: it was set, or the host slept. Figures are by a clock that cannot be set; dates may be wrong.`;
  return [{ code: 'wall-clock-jumped', message, hint: 'Let the clock be set before a run, and keep the host awake.' }];
}

/** Wall clock against steady clock from one trial to the next; undefined across a restart of the host, and of dates that are none. */
function findClockStep(earlier: Trial | undefined, later: Trial): number | undefined {
  if (!earlier) return undefined;
  const steadySeconds = Number(computeSteadyStart(later) - computeSteadyStart(earlier)) / 1e9;
  const wallSeconds = (Date.parse(later.startedAt) - Date.parse(earlier.startedAt)) / 1000;
  const isKnown = steadySeconds > 0 && Number.isFinite(steadySeconds) && Number.isFinite(wallSeconds);
  return isKnown ? wallSeconds - steadySeconds : undefined;
}

/** In older records only the origin is known, which comes a little later than the date. */
function computeSteadyStart({ startedNs, originNs }: Trial): bigint {
  return BigInt(startedNs ?? originNs);
}

/** Code of the outcome → what happened, and what helps. */
const VOIDED: Readonly<Record<string, { readonly what: string; readonly hint: string }>> = {
  'harness-stalled': {
    what: 'Twinbench itself was stopped or got no CPU',
    hint: 'Let Twinbench run without a stop (Ctrl-Z, a frozen container or session) and leave it some CPU time; then measure again.',
  },
  'host-suspended': {
    what: 'the host slept',
    hint: 'Keep the host awake, for instance with systemd-inhibit, and measure again.',
  },
};

/** Trials of which nobody knows whose time it was that passed. */
function warnOfVoided({ trials }: Evidence): Warning[] {
  return Object.entries(VOIDED).flatMap(([code, { what, hint }]) => {
    const found = trials.filter(({ outcome }) => outcome.status === 'failed' && outcome.code === code);
    if (found.length === 0) return [];
    const count = found.length === 1 ? '1 trial is' : `${found.length} trials are`;
    return [{ code, message: `${count} void, because ${what} meanwhile; the first is ${found[0]?.id ?? ''}.`, hint }];
  });
}
