/** What trials run with: which command runs a workload, and which samplers watch an instance. */
import { dropPageCache } from '../../runtimes/drop-page-cache/drop-page-cache.js';
import { NODE, WORKLOAD_PROGRAM } from '../../runtimes/images/builtin.js';
import type { Image } from '../../runtimes/images/image.js';
import type { Command } from '../../runtimes/runtime.js';
import type { TrialParameters } from '../contract/record.js';
import { findFileSystem } from '../host/filesystem.js';
import type { PeriodicReader } from '../samplers/periodic.js';
import { findWorkload } from '../workloads/index.js';
import type { HostSession } from './host-session.js';
import type { OpenEnvironment } from './instance-spec.js';
import { PROFILES } from './profile.js';
import type { Settings } from './settings.js';
import { type InjectedDelays, readVoidingGap } from './test-hooks.js';
import type { TrialDependencies } from './trial-context.js';
import { watchInstance } from './watch-instance.js';

export function makeTrialDependencies(
  settings: Settings,
  environments: readonly OpenEnvironment[],
  session: HostSession,
  periodicReader: PeriodicReader,
  delaysMs: InjectedDelays,
): TrialDependencies {
  return {
    environments,
    profile: PROFILES[settings.profile],
    home: session,
    findRefusal: (workloadId) => findRefusal(workloadId, session),
    makeCommand: (workloadId, windowMs, parameters, image) => makeWorkloadCommand(image, { workloadId, windowMs, parameters }),
    startSampling: (instance, guestRamBytes, originNs, choice) =>
      watchInstance(periodicReader, instance, guestRamBytes, originNs, choice),
    dropCaches: dropPageCache,
    delaysMs,
    ...readVoidingGap(),
  };
}

/** On a memory-backed layer a disk workload would measure memory. */
function findRefusal(workloadId: string, session: HostSession): string | undefined {
  const { type, memoryBacked } = findFileSystem(session.workFolder);
  if (!memoryBacked || findWorkload(workloadId)?.definition.usesDisk !== true) return undefined;
  return `instances would write to ${type}, which is memory, not a disk; set TWINBENCH_CACHE to a folder on a disk`;
}

interface WorkloadCall {
  readonly workloadId: string;
  readonly windowMs: number;
  readonly parameters: TrialParameters;
}

/** Parameters named `set-NAME` go to the workload, as `--set-NAME VALUE`; `command` is the line that the workload of that name runs, in `cwd`. */
function makeWorkloadCommand({ config }: Image, { workloadId, windowMs, parameters }: WorkloadCall): Command {
  const settings = Object.entries(parameters)
    .filter(([name]) => name.startsWith('set-'))
    .flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { command, cwd = config.cwd } = parameters;
  const line = command === undefined ? [] : ['--', '/bin/sh', '-c', String(command)];
  return {
    argv: [NODE, WORKLOAD_PROGRAM, workloadId, '--window-ms', String(windowMs), ...settings, ...line],
    env: config.env,
    cwd: String(cwd),
    uid: 0,
    gid: 0,
  };
}
