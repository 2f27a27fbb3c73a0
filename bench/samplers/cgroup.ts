/**
 * Source `cgroup`: what the host charges to an instance's control group.
 * cpuNs: CPU time used so far. memoryBytes: all that is charged, in labelled readings alone. anonBytes, shmemBytes, kernelBytes: cannot be reclaimed.
 * fileBytes: file cache with shared memory; mappedFileBytes: the mapped part of it. A page that several groups use is charged to
 * the first that touched it.
 */
import type { Cgroup } from '../../runtimes/cgroup.js';
import { parseCpuacctUsage, parseMemoryStatV1 } from './cgroup-v1.js';
import { parseCpuStat, parseMemoryStatV2 } from './cgroup-v2.js';
import { KeptFile, type Source, type Values } from './source.js';

export const CGROUP_SAMPLER = 'cgroup';

/** One file of a group, and what its text says. */
export interface CgroupPart {
  readonly path: string;
  parse(text: string): Values | undefined;
}

/** What figures are derived from. The CPU time comes first, so that it belongs to the instant of the reading. */
export function cgroupParts({ files }: Pick<Cgroup, 'files'>): CgroupPart[] {
  return [
    numberFile(files.cpu.path, 'cpuNs', files.cpu.format === 'cpu.stat' ? parseCpuStat : parseCpuacctUsage),
    ...optional(files.memoryStat, ({ path, version }) => ({
      path,
      parse: version === 1 ? parseMemoryStatV1 : parseMemoryStatV2,
    })),
    ...optional(files.kernelMemory, (path) => numberFile(path, 'kernelBytes', parseBytes)),
  ];
}

/** @param texts of the parts, in their order @returns undefined when one says nothing: a reading is whole or none */
export function parseCgroup(parts: readonly CgroupPart[], texts: readonly (string | undefined)[]): Values | undefined {
  const values: Values = {};
  for (const [index, part] of parts.entries()) {
    const text = texts[index];
    const read = text === undefined ? undefined : part.parse(text);
    if (read === undefined) return undefined;
    Object.assign(values, read);
  }
  return values;
}

/** Opens the group's files and keeps them open until `close`. With the sum of all that is charged, which periodic readings are spared. */
export function openCgroup(cgroup: Pick<Cgroup, 'files'>): Source {
  const { memoryCurrent } = cgroup.files;
  const parts = [...cgroupParts(cgroup), ...optional(memoryCurrent, (path) => numberFile(path, 'memoryBytes', parseBytes))];
  const files = parts.map(({ path }) => new KeptFile(path));
  const readTexts = () => files.map((file) => file.read());
  const close = () => {
    for (const file of files) file.close();
  };
  return { id: CGROUP_SAMPLER, read: () => parseCgroup(parts, readTexts()), close };
}

function optional<T>(value: T | undefined, describe: (value: T) => CgroupPart): CgroupPart[] {
  return value === undefined ? [] : [describe(value)];
}

function numberFile(path: string, name: string, parseNumber: (text: string) => number | undefined): CgroupPart {
  const parse = (text: string) => {
    const value = parseNumber(text);
    return value === undefined ? undefined : { [name]: value };
  };
  return { path, parse };
}

function parseBytes(text: string): number | undefined {
  const bytes = Number.parseInt(text, 10);
  return Number.isNaN(bytes) ? undefined : bytes;
}
