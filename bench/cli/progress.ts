/** Tells the user how a run goes: a line that is rewritten on a terminal, plain lines elsewhere. Nothing is written while a trial runs. */
import type { PlannedTrial, TrialRecord } from '../contract/record.js';
import { cellName } from '../harness/plan.js';
import type { Progress, RunObserver } from '../harness/run.js';
import { SCENARIOS } from '../scenarios/index.js';
import { canRewrite, findWidth } from './screen.js';

/** Where messages go; `isTTY` decides on rewriting. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Short trials between two plain lines, where no terminal shows the rewritten one; the others take longer and get a line each. */
const PLAIN_LINE_EVERY = 12;
const SHORT_SCENARIOS = SCENARIOS.filter(({ isShort }) => isShort).map(({ id }) => id);

export function progressOn(screen: Screen): RunObserver {
  return canRewrite(screen) ? terminalProgress(screen) : plainProgress(screen);
}

export function terminalProgress(screen: Screen): RunObserver {
  return {
    trialStarts(trial, progress) {
      screen.write(`\r\u001b[K${clip(statusLine(trial, progress), findWidth(screen, 80))}`);
    },
    trialEnded(record, progress) {
      if (record.outcome.status !== 'completed') screen.write(`\r\u001b[K${problemLine(record)}\n`);
      if (progress.done === progress.planned) screen.write('\r\u001b[K');
    },
  };
}

export function plainProgress(screen: Screen): RunObserver {
  return {
    trialStarts(trial, progress) {
      if (progress.done % PLAIN_LINE_EVERY === 0 || !SHORT_SCENARIOS.includes(trial.scenario))
        screen.write(`${statusLine(trial, progress)}\n`);
    },
    trialEnded(record) {
      if (record.outcome.status !== 'completed') screen.write(`${problemLine(record)}\n`);
    },
  };
}

function statusLine(trial: PlannedTrial, progress: Progress): string {
  const left = progress.secondsLeft === undefined ? '' : `, about ${duration(progress.secondsLeft)} left`;
  const kind = trial.warmup ? ' (warm-up)' : '';
  return `trial ${String(progress.done + 1)} of ${String(progress.planned)}${left}: ${cellName(trial)}${kind}`;
}

function problemLine(record: TrialRecord): string {
  const { outcome } = record;
  const message = 'message' in outcome && typeof outcome.message === 'string' ? outcome.message : '';
  return `trial ${record.id} ${outcome.status}: ${cellName(record)}: ${message}`;
}

function clip(text: string, columns: number): string {
  return text.length < columns ? text : text.slice(0, Math.max(0, columns - 1));
}

function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 90 ? `${String(whole)} s` : `${String(Math.round(whole / 60))} min`;
}
