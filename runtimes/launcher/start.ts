/** A start that either gives an instance or leaves nothing behind. */
import { formatError, InstanceError } from '../errors.js';
import type { Instance, InstanceSpec } from '../runtime.js';
import { removeInstanceFolder } from './instance-folder.js';

/** @throws InstanceError – cgroup and folder of the instance are removed then, as after `stop` */
export async function startOrRemove(spec: InstanceSpec, start: () => Instance | Promise<Instance>): Promise<Instance> {
  try {
    return await start();
  } catch (error) {
    await removeUnstarted(spec).catch(() => undefined);
    if (error instanceof InstanceError) throw error;
    throw new InstanceError('launch-failed', `Instance ${spec.id} could not be launched: ${formatError(error)}`);
  }
}

async function removeUnstarted({ cgroup, directory, deadlines }: InstanceSpec): Promise<void> {
  await cgroup?.kill(deadlines.stopMs);
  await Promise.all([cgroup?.remove(deadlines.stopMs), removeInstanceFolder(directory)]);
}
