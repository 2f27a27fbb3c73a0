/** The scenario `single`: one instance boots, runs one workload in a timed window, and is stopped. */
import type { Instance, WorkloadExit } from '../../runtimes/runtime.js';
import { derivePhases } from '../contract/phases.js';
import type { InstanceRecord, Outcome } from '../contract/record.js';
import { countOomKills } from './oom-kills.js';
import { judgeEnding, judgeError } from './outcome.js';
import { crossed } from './plan-section.js';
import { MarkLog, type Observation, type Sampling, type Scenario, type TrialContext } from './scenario.js';
import { orAborted, within } from './waiting.js';
import { BoundedText, findReport } from './workload-output.js';

/** Share of the idle window after which memory is read: late enough to have settled, early enough for a guest to answer. */
const SETTLED_AT_RATIO = 0.7;
const TAIL_CHARACTERS = 2_000;

export const single: Scenario = {
  id: 'single',
  isShort: true,
  profiles: ['quick', 'default', 'thorough'],
  plan: ({ environmentIds, workloadIds, repetitions, profile: { warmupBlocks } }) => ({
    ...{ scenario: 'single', blocks: crossed(environmentIds, workloadIds), repetitions, warmupBlocks },
  }),
  run: (context) => runSingle(context, true),
};

/** `readsSettled`: all sources are read in the window of the workload idle, which costs the instance some CPU time there. */
export async function runSingle(context: TrialContext, readsSettled: boolean): Promise<Observation> {
  const trial = new SingleTrial(context, readsSettled);
  const outcome = await trial.live().catch((error: unknown) => judgeError(error, ''));
  return trial.observe(outcome);
}

class SingleTrial {
  private readonly context: TrialContext;
  private readonly readsSettled: boolean;
  private readonly log = new MarkLog();
  private readonly stdout = new BoundedText();
  private readonly stderr = new BoundedText();
  private instance: Instance | undefined;
  private sampling: Sampling | undefined;
  private exit: WorkloadExit | undefined;
  private instanceId = '';

  constructor(context: TrialContext, readsSettled: boolean) {
    this.context = context;
    this.readsSettled = readsSettled;
  }

  /** From start to all gone; every expected failure becomes an outcome, and a failed teardown outweighs whatever came before. */
  async live(): Promise<Outcome> {
    try {
      return await this.run();
    } catch (error) {
      return judgeError(error, this.instance?.diagnostics() ?? '');
    } finally {
      await this.tearDown();
    }
  }

  async observe(outcome: Outcome): Promise<Observation> {
    const sampled = (await this.sampling?.stop()) ?? { samples: [], cpuSeconds: 0 };
    return {
      originNs: this.log.originNs(),
      outcome,
      instances: [this.instanceRecord()],
      samples: sampled.samples,
      samplerCpuSeconds: sampled.cpuSeconds,
    };
  }

  private async run(): Promise<Outcome> {
    const { context } = this;
    const spec = await context.makeSpec(0, { onMark: this.onMark, onStdout: this.stdout.append, onStderr: this.stderr.append });
    this.instanceId = spec.id;
    this.instance = await context.runtime.start(spec);
    this.sampling = context.startSampling(this.instance, () => this.log.originNs());
    await orAborted(this.instance.ready, context.signal);
    this.exit = await orAborted(within(this.instance.exited, 'workload', context.workloadDeadlineMs), context.signal);
    return judgeEnding({
      exit: this.exit,
      report: findReport(this.stdout),
      workloadId: context.workloadId,
      stderrTail: this.stderr.tail(TAIL_CHARACTERS),
      oomKills: await countOomKills(this.instance, spec),
      memoryBytes: spec.resources.memoryBytes,
    });
  }

  private readonly onMark: MarkLog['record'] = (mark) => {
    this.log.record(mark);
    if (mark.name === 'window-start') this.enterWindow();
    if (mark.name === 'window-end') this.leaveWindow();
  };

  private enterWindow(): void {
    this.sampling?.readCgroups('window-start');
    if (this.context.workloadId !== 'idle' || !this.readsSettled) return;
    setTimeout(() => void this.sampling?.readAll('settled'), this.context.windowMs * SETTLED_AT_RATIO).unref();
  }

  private leaveWindow(): void {
    this.sampling?.readCgroups('window-end');
    if (this.context.workloadId !== 'idle') void this.sampling?.readAll('end');
  }

  private async tearDown(): Promise<void> {
    try {
      await this.sampling?.stop();
    } finally {
      await this.instance?.stop();
    }
  }

  private instanceRecord(): InstanceRecord {
    const marks = this.log.relative();
    const report = findReport(this.stdout);
    return {
      id: this.instanceId,
      marks,
      phases: derivePhases(marks, this.context.kind),
      ...(this.exit === undefined ? {} : { exit: { ...this.exit } }),
      ...(typeof report === 'string' ? {} : { report }),
    };
  }
}
