/** The one maker of instance specs, whoever starts the instance: fresh folder, cgroup, limits and deadlines. */
import os from 'node:os';
import type { Cgroup } from '../../runtimes/cgroup.js';
import type { Image } from '../../runtimes/images/image.js';
import type { InstanceSpec, Resources, Runtime } from '../../runtimes/runtime.js';
import type { HostSession } from './host-session.js';

/** One environment as the harness runs it. */
export interface OpenEnvironment {
  readonly id: string;
  readonly runtime: Runtime;
  readonly image: Image;
  readonly resources: Resources;
  readonly bootDeadlineMs: number;
  /** Absent where the host offers no writable cgroup. */
  readonly makeCgroup: (instanceId: string, resources: Resources) => Promise<Cgroup | undefined>;
}

/** Where instances live, and how their ids begin. */
export type InstanceHome = Pick<HostSession, 'instanceFolder' | 'idPrefix'>;

export interface InstanceRequest extends Pick<InstanceSpec, 'command' | 'onStdout' | 'onStderr' | 'delaysMs'> {
  /** Tells the instances of one process apart. */
  readonly name: string;
  /** Instead of the environment's. */
  readonly resources?: Resources;
  readonly onMark?: InstanceSpec['onMark'];
  /** How many boot at the same moment. Default 1. */
  readonly together?: number;
}

/** From the request to stop until the last trace is gone; how long a boot may take is the environment's. */
const STOP_DEADLINE_MS = 15_000;

export async function makeInstanceSpec(
  home: InstanceHome,
  environment: OpenEnvironment,
  { name, together = 1, ...request }: InstanceRequest,
): Promise<InstanceSpec> {
  const id = `${home.idPrefix}-${name}`;
  const directory = await home.instanceFolder(id);
  const resources = request.resources ?? environment.resources;
  const cgroup = await environment.makeCgroup(id, resources);
  return {
    onMark: () => undefined,
    ...request,
    id,
    directory,
    image: environment.image,
    resources,
    deadlines: { bootMs: environment.bootDeadlineMs * countTurns(together), stopMs: STOP_DEADLINE_MS },
    ...(cgroup && { cgroup }),
  };
}

/** How many times longer a boot may take when so many happen at once. */
function countTurns(together: number): number {
  return Math.max(1, Math.ceil(together / os.availableParallelism()));
}
