/** Gives a scenario what one trial needs: instance specs, deadlines and samplers. */
import type { Image } from '../../runtimes/images/image.js';
import type { Command, Instance, Resources } from '../../runtimes/runtime.js';
import type { PlannedTrial, TrialParameters } from '../contract/record.js';
import type { DroppedCaches, Sampling, SamplingChoice, TrialContext } from '../scenarios/scenario.js';
import { type InstanceHome, makeInstanceSpec, type OpenEnvironment } from './instance-spec.js';
import type { Profile } from './profile.js';
import { ALL_DELAY_POINTS, type InjectedDelays } from './test-hooks.js';

export interface TrialDependencies {
  readonly environments: readonly OpenEnvironment[];
  readonly profile: Profile;
  readonly home: InstanceHome;
  /** Why a workload must not run on this host, in words; absent when it may. */
  readonly findRefusal: (workloadId: string) => string | undefined;
  readonly makeCommand: (workloadId: string, windowMs: number, parameters: TrialParameters, image: Image) => Command;
  readonly startSampling: (
    instance: Instance,
    guestRamBytes: number,
    originNs: () => bigint,
    choice?: SamplingChoice,
  ) => Sampling;
  /** Drops these files from the host's page cache. */
  readonly dropCaches: (files: readonly string[]) => Promise<DroppedCaches>;
  readonly delaysMs?: InjectedDelays;
  /** How long Twinbench may have stood still before a trial is void, where that is not as usual. */
  readonly voidingGapSeconds?: number;
}

/** Start of the interpreter and one warm-up operation, in an emulated guest on a busy host. */
const WORKLOAD_ALLOWANCE_MS = 60_000;

/** For trials whose parameters say `watched: false`: what the samplers cost is seen against them. */
const NOT_SAMPLED: Sampling = {
  readCgroups: () => undefined,
  readAll: () => Promise.resolve(),
  stop: () => Promise.resolve({ samples: [], cpuSeconds: 0 }),
};

export function makeTrialContext(dependencies: TrialDependencies, trial: PlannedTrial, signal: AbortSignal): TrialContext {
  const environment = dependencies.environments.find((candidate) => candidate.id === trial.environmentId);
  if (environment === undefined)
    throw new Error(`the plan names the environment ${trial.environmentId}, which this run does not have`);
  const parameters = trial.parameters ?? {};
  const windowMs = chooseWindowMs(dependencies.profile, trial.workloadId, parameters);
  const resources = chooseResources(environment, parameters);
  const { image, runtime } = environment;
  return {
    kind: runtime.kind,
    runtime,
    workloadId: trial.workloadId,
    windowMs,
    parameters,
    workloadDeadlineMs: WORKLOAD_ALLOWANCE_MS + 10 * windowMs,
    signal,
    startSampling: (instance, originNs, choice) =>
      parameters['watched'] === false
        ? NOT_SAMPLED
        : dependencies.startSampling(instance, resources.memoryBytes, originNs, choice),
    dropCaches: async () => dependencies.dropCaches(await runtime.files(image)),
    makeSpec: (index, hooks, options) =>
      makeInstanceSpec(dependencies.home, environment, {
        ...hooks,
        ...options,
        name: `${trial.id}-${String(index)}`,
        command: dependencies.makeCommand(trial.workloadId, windowMs, parameters, image),
        resources,
        delaysMs: { ...dependencies.delaysMs, ...readDelays(parameters) },
      }),
  };
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
function readDelays(parameters: TrialParameters): InjectedDelays {
  return Object.fromEntries(
    ALL_DELAY_POINTS.flatMap((point) => {
      const milliseconds = parameters[`delay-${point}`];
      return typeof milliseconds === 'number' ? [[point, milliseconds]] : [];
    }),
  );
}
