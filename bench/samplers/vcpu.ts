/**
 * Source `vcpu`: the VMM's vCPU threads together, /proc/PID/task/TID/schedstat (Documentation/scheduler/sched-stats.rst), since their start.
 * runNs: on a host CPU. waitNs: runnable, and waiting for one; a guest on KVM is told the same as its steal time.
 */
import { readKernelFile, type Sampler, type Source, type Values } from './source.js';

export const vcpus: Sampler = {
  at: 'marks',
  open: ({ vmmPid, vcpuThreadIds }) =>
    vmmPid === undefined || vcpuThreadIds === undefined ? undefined : openVcpus(vmmPid, vcpuThreadIds),
};

/** The reading is whole or none: undefined when there are no threads, or one is gone. */
export function openVcpus(vmmPid: number, threadIds: readonly number[]): Source {
  return { id: 'vcpu', read: () => readThreads(vmmPid, threadIds), close: () => undefined };
}

function readThreads(vmmPid: number, threadIds: readonly number[]): Values | undefined {
  if (threadIds.length === 0) return undefined;
  try {
    const texts = threadIds.map((id) => readKernelFile(`/proc/${String(vmmPid)}/task/${String(id)}/schedstat`));
    return parseSchedstats(texts);
  } catch {
    return undefined;
  }
}

/** Undefined when a kernel without scheduler statistics says only zeros, or something else. */
export function parseSchedstats(texts: readonly string[]): Values | undefined {
  const values = { runNs: 0, waitNs: 0 };
  for (const text of texts) {
    const [, runNs, waitNs] = /^(\d+) (\d+) \d+\n?$/.exec(text) ?? [];
    if (runNs === undefined || waitNs === undefined) return undefined;
    values.runNs += Number(runNs);
    values.waitNs += Number(waitNs);
  }
  return values.runNs > 0 ? values : undefined;
}
