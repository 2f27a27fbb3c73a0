/**
 * Source `cgroup`: what the host charges to an instance's control group.
 * cpuNs: CPU time used so far. memoryBytes: all that is charged. anonBytes, shmemBytes, kernelBytes: cannot be reclaimed.
 * fileBytes: file cache with shared memory; mappedFileBytes: the mapped part of it. A page that several groups use is charged to
 * the first that touched it.
 */
import type { Cgroup } from '../../runtimes/cgroup.js';
import { parseCpuacctUsage, parseMemoryStatV1 } from './cgroup-v1.js';
import { parseCpuStat, parseMemoryStatV2 } from './cgroup-v2.js';
import { KeptFile, type Source, type Values } from './source.js';

/** Opens the group's files and keeps them open until `close`. */
export function openCgroup({ files }: Pick<Cgroup, 'files'>): Source {
  const parts = [
    numberFile(files.cpu.path, 'cpuNs', files.cpu.format === 'cpu.stat' ? parseCpuStat : parseCpuacctUsage),
    ...optional(files.memoryCurrent, (path) => numberFile(path, 'memoryBytes', parseBytes)),
    ...optional(files.memoryStat, ({ path, version }) => valuesFile(path, version === 1 ? parseMemoryStatV1 : parseMemoryStatV2)),
    ...optional(files.kernelMemory, (path) => numberFile(path, 'kernelBytes', parseBytes)),
  ];
  const close = () => {
    for (const part of parts) part.close();
  };
  return { id: 'cgroup', read: () => readAll(parts), close };
}

type Part = Pick<Source, 'read' | 'close'>;

/** The CPU time comes first, so that it belongs to the instant of the reading. */
function readAll(parts: readonly Part[]): Values | undefined {
  const values: Values = {};
  for (const part of parts) {
    const read = part.read();
    if (read === undefined) return undefined;
    Object.assign(values, read);
  }
  return values;
}

function optional<T>(value: T | undefined, open: (value: T) => Part): Part[] {
  return value === undefined ? [] : [open(value)];
}

function numberFile(path: string, name: string, parse: (text: string) => number | undefined): Part {
  return valuesFile(path, (text) => {
    const value = parse(text);
    return value === undefined ? undefined : { [name]: value };
  });
}

function valuesFile(path: string, parse: (text: string) => Values | undefined): Part {
  const file = new KeptFile(path);
  return {
    read: () => {
      const text = file.read();
      return text === undefined ? undefined : parse(text);
    },
    close: () => file.close(),
  };
}

function parseBytes(text: string): number | undefined {
  const bytes = Number.parseInt(text, 10);
  return Number.isNaN(bytes) ? undefined : bytes;
}
