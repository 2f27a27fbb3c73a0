/** Turns how an instance ended into the trial's outcome. Expected failures are data: they are recorded, and the run goes on. */

import { InstanceError } from '../../runtimes/errors.js';
import type { WorkloadExit } from '../../runtimes/runtime.js';
import type { Outcome, WorkloadReport } from '../contract/record.js';

/** Ready → exit took longer than allowed. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly step: string;
  readonly deadlineMs: number;

  constructor(step: string, deadlineMs: number) {
    super(`${step} took longer than ${String(deadlineMs / 1000)} s`);
    this.step = step;
    this.deadlineMs = deadlineMs;
  }
}

/** An expected failure that no instance reports by itself. */
export class TrialError extends Error {
  override readonly name = 'TrialError';
  readonly code: string;
  readonly detail: string;

  constructor(code: string, message: string, detail = '') {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}

export interface Ending {
  readonly exit: WorkloadExit;
  readonly report: WorkloadReport | string;
  readonly workloadId: string;
  readonly stderrTail: string;
  /** Kills for exceeding the memory limit during this trial. */
  readonly oomKills: number;
  readonly memoryBytes: number;
}

export function judgeEnding(ending: Ending): Outcome {
  const { exit, report, stderrTail } = ending;
  if (ending.oomKills > 0)
    return failed('memory-limit', `killed at the memory limit of ${String(ending.memoryBytes)} bytes`, stderrTail);
  if (exit.kind === 'exec-failed')
    return failed('exec-failed', `the workload's program could not be started (errno ${String(exit.code)})`, stderrTail);
  if (exit.kind === 'signaled')
    return failed('workload-killed', `the workload was ended by signal ${String(exit.code)}`, stderrTail);
  if (ending.workloadId === 'command' && exit.code !== 0)
    return failed('command-failed', `the command ended with exit code ${String(exit.code)}`, stderrTail);
  if (typeof report === 'string') return failed('no-report', `${report}; exit code ${String(exit.code)}`, stderrTail);
  if (report.workloadId !== ending.workloadId)
    return failed('wrong-report', `the report is of ${JSON.stringify(report.workloadId)}`, stderrTail);
  if (!report.verified) return failed('wrong-result', 'an operation computed something else than the known answer', stderrTail);
  if (exit.code !== 0) return failed('workload-failed', `the workload ended with exit code ${String(exit.code)}`, stderrTail);
  return { status: 'completed' };
}

/** What a thrown error means for the trial. @throws the error itself when it is a bug rather than an expected failure */
export function judgeError(error: unknown, diagnostics: string): Outcome {
  if (error instanceof DeadlineError) {
    return { status: 'timed-out', step: error.step, deadlineMs: error.deadlineMs, message: error.message, detail: diagnostics };
  }
  if (error instanceof TrialError) return failed(error.code, error.message, error.detail);
  if (error instanceof InstanceError) {
    const detail = error.detail.console ?? diagnostics;
    if (error.code !== 'boot-timed-out') return failed(error.code, error.message, detail);
    return { status: 'timed-out', step: error.detail.step ?? 'boot', deadlineMs: 0, message: error.message, detail };
  }
  throw error;
}

function failed(code: string, message: string, detail: string): Outcome {
  return { status: 'failed', code, message, detail };
}
