/** Whether memory ran out: told by the kernel that the workload runs on. */
import type { Instance, InstanceSpec } from '../../runtimes/runtime.js';

/** Processes killed for want of memory so far: by the cgroup's limit, or inside a guest by its own kernel, whose memory is the limit. */
export async function countOomKills(
  instance: Pick<Instance, 'guestView'>,
  { cgroup }: Pick<InstanceSpec, 'cgroup'>,
): Promise<number> {
  const [outside, view] = await Promise.all([cgroup?.oomKills(), instance.guestView()]);
  return (outside ?? 0) + (view?.['oomKills'] ?? 0);
}
