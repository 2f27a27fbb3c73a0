/**
 * Source `process-memory`: the supervisor and the workload as the host sees them, /proc/PID/smaps_rollup (kB = 1,024 bytes), for instances
 * that share the host's kernel. Anonymous pages belong to the process alone; pss counts shared pages by share. PrivateFileBytes,
 * SharedFileBytes: clean file pages that this process alone maps, or others too. AnonHugeBytes: the part of the anonymous pages in
 * transparent huge pages. KsmBytes: merged by KSM, where the kernel tells.
 */
import { readKernelFile, type Sampler, type Source, type Values } from './source.js';

const BYTES_PER_KB = 1024;

export const processMemory: Sampler = {
  at: 'full',
  open: ({ vmmPid, supervisorPid, workloadPid }) => {
    if (vmmPid !== undefined || supervisorPid === undefined) return undefined;
    return openProcessMemory({ supervisor: supervisorPid, ...(workloadPid !== undefined && { workload: workloadPid }) });
  },
};

/** Pids as the host numbers them. A process that is not there is left out. */
export function openProcessMemory(pids: { readonly supervisor: number; readonly workload?: number }): Source {
  const read = () => {
    const values = { ...readRollup('supervisor', pids.supervisor), ...(pids.workload && readRollup('workload', pids.workload)) };
    return Object.keys(values).length === 0 ? undefined : values;
  };
  return { id: 'process-memory', read, close: () => undefined };
}

function readRollup(subject: string, pid: number): Values {
  try {
    return parseRollup(subject, readKernelFile(`/proc/${String(pid)}/smaps_rollup`));
  } catch {
    return {};
  }
}

/** Empty when the text has no memory: the process has given it back and is ending. */
export function parseRollup(subject: string, text: string): Values {
  const kb = (name: string) => new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1];
  const bytes = (name: string) => Number(kb(name) ?? 0) * BYTES_PER_KB;
  if (kb('Rss') === undefined) return {};
  return {
    [`${subject}AnonBytes`]: bytes('Anonymous'),
    [`${subject}PssBytes`]: bytes('Pss'),
    [`${subject}RssBytes`]: bytes('Rss'),
    [`${subject}PrivateFileBytes`]: bytes('Private_Clean'),
    [`${subject}SharedFileBytes`]: bytes('Shared_Clean'),
    [`${subject}AnonHugeBytes`]: bytes('AnonHugePages'),
    ...(kb('KSM') !== undefined && { [`${subject}KsmBytes`]: bytes('KSM') }),
  };
}
