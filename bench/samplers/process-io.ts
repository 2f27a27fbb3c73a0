/**
 * Source `io`: what processes had the host fetch from and send to storage, /proc/PID/io. Of QEMU for a VM; else of the supervisor, to which
 * the kernel adds the figures of every child that it has reaped, and the workload's process together. Bytes since their start.
 * readBytes: fetched from storage. writtenBytes: sent, counted when a page becomes dirty or a direct write is submitted; of these
 * cancelledBytes were dropped before they were sent. readCallBytes, writeCallBytes: of all read and write calls, pipes and caches included.
 * The kernel's own threads, as a journal's, count for nobody. Absent where /proc/PID/io is not this user's to read.
 */
import { readKernelFile, type Sampler, type Source, type Subjects, type Values } from './source.js';

const FIELDS = {
  read_bytes: 'readBytes',
  write_bytes: 'writtenBytes',
  cancelled_write_bytes: 'cancelledBytes',
  rchar: 'readCallBytes',
  wchar: 'writeCallBytes',
} as const;
const PATTERNS = Object.entries(FIELDS).map(([field, name]) => ({ field, name, pattern: new RegExp(`^${field}: (\\d+)$`, 'm') }));

export const processIo: Sampler = { at: 'marks', open: (subjects) => openProcessIo(ioPids(subjects)) };

/** The parent first. */
export function ioPids({ vmmPid, supervisorPid, workloadPid }: Subjects): number[] {
  if (vmmPid !== undefined) return [vmmPid];
  return supervisorPid === undefined || workloadPid === undefined ? [] : [supervisorPid, workloadPid];
}

/** The reading is whole or none. Of two processes the parent comes first: when the child is reaped between them, it is missing, not doubled. */
export function openProcessIo(pids: readonly number[]): Source {
  return { id: 'io', read: () => readAll(pids), close: () => undefined };
}

function readAll(pids: readonly number[]): Values | undefined {
  try {
    return pids.length === 0 ? undefined : sumValues(pids.map((pid) => parseProcessIo(readKernelFile(processIoFile(pid)))));
  } catch {
    return undefined;
  }
}

export function processIoFile(pid: number): string {
  return `/proc/${String(pid)}/io`;
}

/** Of readings with the same names. */
export function sumValues(readings: readonly Values[]): Values {
  return readings.reduce((left, right) =>
    Object.fromEntries(Object.entries(left).map(([name, value]) => [name, value + (right[name] ?? 0)])),
  );
}

/** @throws Error – a field is missing */
export function parseProcessIo(text: string): Values {
  return Object.fromEntries(
    PATTERNS.map(({ field, name, pattern }) => {
      const value = pattern.exec(text)?.[1];
      if (value === undefined) throw new Error(`/proc/PID/io has no ${field}`);
      return [name, Number(value)];
    }),
  );
}
