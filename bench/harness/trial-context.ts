/** Gives a scenario what one trial needs: fresh folder, cgroup, limits, deadlines and samplers. */
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Cgroup } from '../../runtimes/cgroup.js';
import type { Image } from '../../runtimes/images/image.js';
import type { Command, DelayPoint, Instance, Resources, Runtime } from '../../runtimes/runtime.js';
import type { PlannedTrial, TrialParameters } from '../contract/record.js';
import type { DroppedCaches, Sampling, SamplingChoice, TrialContext } from '../scenarios/scenario.js';
import type { Profile } from './profile.js';

/** One environment as the harness runs it. */
export interface OpenEnvironment {
  readonly id: string;
  readonly runtime: Runtime;
  readonly resources: Resources;
  readonly bootDeadlineMs: number;
  /** Absent for the laboratory's own. */
  readonly image?: Image;
  /** Absent where the host offers no writable cgroup. */
  readonly makeCgroup: (instanceId: string, resources?: Resources) => Promise<Cgroup | undefined>;
}

export interface TrialDependencies {
  readonly image: Image;
  readonly environments: readonly OpenEnvironment[];
  readonly profile: Profile;
  /** Folder on disk below which every instance gets its own. */
  readonly workFolder: string;
  /** Begins every instance's id, so that two harnesses on one host never collide. */
  readonly idPrefix: string;
  /** Why a workload must not run on this host, in words; absent when it may. */
  readonly refusalOf: (workloadId: string) => string | undefined;
  readonly commandFor: (workloadId: string, windowMs: number, parameters: TrialParameters, image: Image) => Command;
  readonly startSampling: (
    instance: Instance,
    guestRamBytes: number,
    originNs: () => bigint,
    choice?: SamplingChoice,
  ) => Sampling;
  /** Drops these files from the host's page cache. */
  readonly dropCaches: (files: readonly string[]) => Promise<DroppedCaches>;
  readonly delaysMs?: Partial<Readonly<Record<DelayPoint, number>>>;
  /** How long Twinbench may have stood still before a trial is void, where that is not as usual. */
  readonly voidingGapSeconds?: number;
}

const STOP_DEADLINE_MS = 15_000;
/** Start of the interpreter and one warm-up operation, in an emulated guest on a busy host. */
const WORKLOAD_ALLOWANCE_MS = 60_000;

/** For trials whose parameters say `watched: false`: what the samplers cost is seen against them. */
const NOT_SAMPLED: Sampling = {
  readCgroups: () => undefined,
  readAll: () => Promise.resolve(),
  stop: () => Promise.resolve({ samples: [], cpuSeconds: 0 }),
};

export function trialContext(laboratory: TrialDependencies, trial: PlannedTrial, signal: AbortSignal): TrialContext {
  const environment = laboratory.environments.find((candidate) => candidate.id === trial.environmentId);
  if (environment === undefined)
    throw new Error(`the plan names the environment ${trial.environmentId}, which this run does not have`);
  const parameters = trial.parameters ?? {};
  const windowMs = chooseWindowMs(laboratory.profile, trial.workloadId, parameters);
  const resources = chooseResources(environment, parameters);
  const image = environment.image ?? laboratory.image;
  return {
    kind: environment.runtime.kind,
    runtime: environment.runtime,
    workloadId: trial.workloadId,
    windowMs,
    parameters,
    workloadDeadlineMs: WORKLOAD_ALLOWANCE_MS + 10 * windowMs,
    signal,
    startSampling: (instance, originNs, choice) =>
      parameters['watched'] === false ? NOT_SAMPLED : laboratory.startSampling(instance, resources.memoryBytes, originNs, choice),
    dropCaches: async () => laboratory.dropCaches(await environment.runtime.files(image)),
    makeSpec: async (index, hooks, { together = 1 } = {}) => {
      const id = `${laboratory.idPrefix}-${trial.id}-${String(index)}`;
      const directory = path.join(laboratory.workFolder, id);
      await mkdir(directory);
      const cgroup = await environment.makeCgroup(id, resources);
      return {
        id,
        directory,
        image,
        command: laboratory.commandFor(trial.workloadId, windowMs, parameters, image),
        resources,
        deadlines: { bootMs: environment.bootDeadlineMs * shareOfCpus(together), stopMs: STOP_DEADLINE_MS },
        ...hooks,
        ...(cgroup === undefined ? {} : { cgroup }),
        delaysMs: { ...laboratory.delaysMs, ...readDelays(parameters) },
      };
    },
  };
}

/** How many times longer a boot may take when so many happen at once. */
function shareOfCpus(together: number): number {
  return Math.max(1, Math.ceil(together / os.availableParallelism()));
}

/** The trial's own `memoryBytes` where it has one. */
function chooseResources({ resources }: OpenEnvironment, parameters: TrialParameters): Resources {
  const memoryBytes = parameters['memoryBytes'];
  return typeof memoryBytes === 'number' ? { ...resources, memoryBytes } : resources;
}

/** The trial's own `windowMs` where it has one. */
function chooseWindowMs({ windowMs, idleWindowMs }: Profile, workloadId: string, parameters: TrialParameters): number {
  const own = parameters['windowMs'];
  if (typeof own === 'number') return own;
  return workloadId === 'idle' ? idleWindowMs : windowMs;
}

/** Parameters such as `delay-init: 200`, in milliseconds: see the scenario `calibration`. */
function readDelays(parameters: TrialParameters): Partial<Record<DelayPoint, number>> {
  const points: readonly DelayPoint[] = ['launch', 'isolate', 'supervise', 'vmm', 'init'];
  return Object.fromEntries(
    points.flatMap((point) => {
      const milliseconds = parameters[`delay-${point}`];
      return typeof milliseconds === 'number' ? [[point, milliseconds]] : [];
    }),
  );
}
