/** Runs a plan: trial by trial, each recorded durably before the next one starts. */
import type { PlannedTrial, StopReason, TrialRecord } from '../contract/record.js';
import { type Scenario, TrialInterruptedError } from '../scenarios/scenario.js';
import type { Journal } from './journal.js';
import { NoiseWatch } from './noise-watch.js';
import { runBesideHeartbeat } from './stall.js';
import type { Stopping } from './stopping.js';
import { makeTrialContext, type TrialDependencies } from './trial-context.js';

/** What a run tells while it goes; called between trials only, never inside a timed window. */
export interface RunObserver {
  trialStarts(trial: PlannedTrial, progress: Progress): void;
  trialEnded(record: TrialRecord, progress: Progress): void;
}

export interface Progress {
  readonly done: number;
  readonly planned: number;
  /** Seconds; from the trials of the same scenario and environment so far, absent before each has had one. */
  readonly secondsLeft: number | undefined;
}

export interface RunRequest {
  readonly dependencies: TrialDependencies;
  readonly scenarios: readonly Scenario[];
  /** The trials still to do, in order. */
  readonly todo: readonly PlannedTrial[];
  /** Trials done by an earlier, killed invocation. */
  readonly alreadyDone: number;
  /** Which trials are left out because the run may end before its plan. */
  readonly stopping: Stopping;
  readonly journal: Journal;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
}

/**
 * @returns how it ended: an interrupted trial is torn down and not recorded
 * @throws whatever is not an expected failure of a trial; the trials before stay recorded
 */
export async function runPlan(request: RunRequest): Promise<StopReason> {
  const pace = new Pace(request.todo);
  const noise = new NoiseWatch();
  for (const [index, trial] of request.todo.entries()) {
    if (request.signal.aborted) return 'interrupted';
    if (request.stopping.skips(trial)) {
      pace.pass(trial);
      continue;
    }
    request.observer.trialStarts(trial, makeProgress(request, index, pace));
    const startedMs = performance.now();
    const measured = () => runTrial(request, trial, request.alreadyDone + index);
    const record = await noise.around(trial, () => runBesideHeartbeat(measured, request.dependencies.voidingGapSeconds));
    if (record === undefined) return 'interrupted';
    await request.journal.append(record);
    pace.add(trial, performance.now() - startedMs);
    pace.pass(trial);
    request.observer.trialEnded(record, makeProgress(request, index + 1, pace));
  }
  return request.stopping.reason;
}

async function runTrial(request: RunRequest, trial: PlannedTrial, order: number): Promise<TrialRecord | undefined> {
  const scenario = request.scenarios.find((candidate) => candidate.id === trial.scenario);
  if (scenario === undefined) throw new Error(`the plan names the scenario ${trial.scenario}, which does not exist`);
  const started = { startedAt: new Date().toISOString(), startedNs: String(process.hrtime.bigint()) };
  const refusal = request.dependencies.findRefusal(trial.workloadId);
  if (refusal !== undefined) return makeRefusal(trial, order, started, refusal);
  try {
    const observation = await scenario.run(makeTrialContext(request.dependencies, trial, request.signal));
    if (request.signal.aborted && observation.outcome.status !== 'completed') return undefined;
    return {
      record: 'trial',
      ...trial,
      order,
      ...started,
      originNs: String(observation.originNs),
      outcome: observation.outcome,
      instances: observation.instances,
      samples: observation.samples,
      samplerCpuSeconds: observation.samplerCpuSeconds,
      ...(observation.findings !== undefined && { findings: observation.findings }),
    };
  } catch (error) {
    if (error instanceof TrialInterruptedError) return undefined;
    throw error;
  }
}

/** One moment by the clock that dates are of, and by the one that figures are of. */
interface Started {
  readonly startedAt: string;
  readonly startedNs: string;
}

function makeRefusal(trial: PlannedTrial, order: number, started: Started, message: string): TrialRecord {
  const outcome = { status: 'skipped', code: 'refused', message } as const;
  return {
    record: 'trial',
    ...trial,
    order,
    ...started,
    originNs: started.startedNs,
    outcome,
    instances: [],
    samples: [],
  };
}

function makeProgress(request: RunRequest, index: number, pace: Pace): Progress {
  return {
    done: request.alreadyDone + index,
    planned: request.alreadyDone + request.todo.length,
    secondsLeft: pace.secondsLeft(),
  };
}

/** How long trials of each scenario and environment have taken so far, and how many of each are left. */
class Pace {
  private readonly totals = new Map<string, { milliseconds: number; trials: number }>();
  private readonly left = new Map<string, number>();

  constructor(todo: readonly PlannedTrial[]) {
    for (const trial of todo) this.left.set(formatPaceKey(trial), (this.left.get(formatPaceKey(trial)) ?? 0) + 1);
  }

  add(trial: PlannedTrial, milliseconds: number): void {
    const total = this.totals.get(formatPaceKey(trial)) ?? { milliseconds: 0, trials: 0 };
    this.totals.set(formatPaceKey(trial), { milliseconds: total.milliseconds + milliseconds, trials: total.trials + 1 });
  }

  /** One that is no longer to be done. */
  pass(trial: PlannedTrial): void {
    this.left.set(formatPaceKey(trial), (this.left.get(formatPaceKey(trial)) ?? 0) - 1);
  }

  secondsLeft(): number | undefined {
    let seconds = 0;
    for (const [key, count] of this.left) {
      const total = this.totals.get(key);
      if (total === undefined && count > 0) return undefined;
      if (total !== undefined) seconds += (count * total.milliseconds) / total.trials / 1000;
    }
    return seconds;
  }
}

function formatPaceKey({ scenario, environmentId }: PlannedTrial): string {
  return `${scenario} ${environmentId}`;
}
