/** One control group in every hierarchy in use: its limits, its counters, and its end. */
import { existsSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../errno.js';
import { hasUnnamedPids, makeFolder, readControl, readCounter, readPids, tryWriteControl, writeControl } from './files.js';
import type { CgroupHierarchies } from './layout.js';

export interface CgroupLimits {
  readonly memoryBytes?: number;
  readonly pidsMax?: number;
  /** CPU list such as `0-1`; not enforced where the hierarchy has no cpuset controller. */
  readonly cpuset?: string;
}

/** One control group of one instance, in every hierarchy that is in use. */
export interface Cgroup {
  readonly layout: CgroupHierarchies['layout'];
  /** v2 folder to clone into; absent on a pure v1 host. */
  readonly unifiedPath?: string;
  /** v1 folders by controller name (`memory`, `cpuacct`, `pids`, `cpuset`); empty on v2. */
  readonly legacyPaths: Readonly<Record<string, string>>;
  /** File that holds the CPU time used: `cpu.stat` (v2, usage_usec) or `cpuacct.usage` (v1, ns). */
  readonly files: {
    readonly cpu: { readonly path: string; readonly format: 'cpu.stat' | 'cpuacct.usage' };
    readonly memoryStat?: { readonly path: string; readonly version: 1 | 2 };
    readonly memoryCurrent?: string;
    /** v1 kernel memory is a file of its own (`memory.kmem.usage_in_bytes`); absent on v2, where memory.stat has it. */
    readonly kernelMemory?: string;
    /** Not on v2 before Linux 5.19: then the file does not exist. */
    readonly memoryPeak?: string;
  };
  /** Times the kernel killed a process of this group for its memory limit; after `remove` the last value. */
  oomKills(): Promise<number>;
  /** Times a fork was refused by the pids limit; after `remove` the last value. */
  pidsRefusals(): Promise<number>;
  pids(): Promise<number[]>;
  /** Kills every process in the group and waits until none is left; @throws Error after deadlineMs naming the pids. */
  kill(deadlineMs: number): Promise<void>;
  /** Removes the group from every hierarchy, retrying while the kernel says busy. @throws Error after deadlineMs naming the folder */
  remove(deadlineMs: number): Promise<void>;
}

const RETRY_MS = 1;

/** Makes the group's folders and sets its limits. @throws Error – a limit was refused; nothing is left then */
export function createGroup(
  folders: Pick<CgroupHierarchies, 'unified' | 'legacy'>,
  layout: CgroupHierarchies['layout'],
  limits: CgroupLimits,
): Cgroup {
  const group = new Group(folders, layout);
  try {
    for (const folder of group.folders) makeFolder(folder);
    if (limits.memoryBytes !== undefined) limitMemory(group, limits.memoryBytes);
    if (limits.pidsMax !== undefined) writeControl(group.folderOf('pids'), 'pids.max', String(limits.pidsMax));
    if (limits.cpuset !== undefined) limitCpus(group, limits.cpuset);
    return group;
  } catch (error) {
    for (const folder of group.folders) removeIfIdle(folder);
    throw error;
  }
}

/** Swap is refused where it is counted, so that the limit means memory and the same everywhere. */
function limitMemory(group: Group, memoryBytes: number): void {
  const folder = group.folderOf('memory');
  if (group.legacyPaths['memory'] === undefined) {
    writeControl(folder, 'memory.max', String(memoryBytes));
    tryWriteControl(folder, 'memory.swap.max', '0');
  } else {
    writeControl(folder, 'memory.limit_in_bytes', String(memoryBytes));
    tryWriteControl(folder, 'memory.memsw.limit_in_bytes', String(memoryBytes));
  }
}

/** A v1 cpuset also starts without memory nodes, without which no process can join it. */
function limitCpus(group: Group, cpuset: string): void {
  const folder = group.folderOf('cpuset');
  if (!existsSync(path.join(folder, 'cpuset.cpus'))) return;
  writeControl(folder, 'cpuset.cpus', cpuset);
  if (group.legacyPaths['cpuset'] === undefined) return;
  writeControl(folder, 'cpuset.mems', readControl(path.join(path.dirname(folder), 'cpuset.mems'))?.trim() ?? '0');
}

/** An existing group, whoever made it; a folder that is missing counts as empty. */
export class Group implements Cgroup {
  readonly layout: CgroupHierarchies['layout'];
  readonly unifiedPath?: string;
  readonly legacyPaths: Readonly<Record<string, string>>;
  readonly files: Cgroup['files'];
  #lastOomKills = 0;
  #lastPidsRefusals = 0;

  constructor(folders: Pick<CgroupHierarchies, 'unified' | 'legacy'>, layout: CgroupHierarchies['layout']) {
    this.layout = layout;
    if (folders.unified !== undefined) this.unifiedPath = folders.unified;
    this.legacyPaths = folders.legacy;
    this.files = this.#listFiles();
  }

  get folders(): string[] {
    const unified = this.unifiedPath === undefined ? [] : [this.unifiedPath];
    return [...new Set([...unified, ...Object.values(this.legacyPaths)])];
  }

  /** Folder whose files this controller has. */
  folderOf(controller: string): string {
    return this.legacyPaths[controller] ?? this.unifiedPath ?? '';
  }

  async oomKills(): Promise<number> {
    const name = this.legacyPaths['memory'] === undefined ? 'memory.events' : 'memory.oom_control';
    this.#lastOomKills = Math.max(this.#lastOomKills, readCounter(path.join(this.folderOf('memory'), name), 'oom_kill'));
    return this.#lastOomKills;
  }

  async pidsRefusals(): Promise<number> {
    const file = path.join(this.folderOf('pids'), 'pids.events');
    this.#lastPidsRefusals = Math.max(this.#lastPidsRefusals, readCounter(file, 'max'));
    return this.#lastPidsRefusals;
  }

  async pids(): Promise<number[]> {
    return [...new Set(this.folders.flatMap(readPids))];
  }

  async kill(deadlineMs: number): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    for (;;) {
      const killedAtOnce = this.unifiedPath !== undefined && tryWriteControl(this.unifiedPath, 'cgroup.kill', '1');
      const left = await this.pids();
      const unnamed = this.folders.filter(hasUnnamedPids);
      if (left.length === 0 && unnamed.length === 0) return;
      if (!killedAtOnce || performance.now() + deadlineMs / 2 > deadline) left.forEach(killProcess);
      if (performance.now() > deadline) throw new Error(describeLeft(left, unnamed.length > 0 ? unnamed : this.folders));
      await sleep(RETRY_MS);
    }
  }

  async remove(deadlineMs: number): Promise<void> {
    await Promise.all([this.oomKills(), this.pidsRefusals()]);
    const deadline = performance.now() + deadlineMs;
    for (;;) {
      const busy = this.folders.filter((folder) => !removeIfIdle(folder));
      if (busy.length === 0) return;
      if (performance.now() > deadline) throw new Error(`The control groups ${busy.join(', ')} stay busy and cannot be removed`);
      await sleep(RETRY_MS);
    }
  }

  #listFiles(): Cgroup['files'] {
    const inMemory = (name: string) => path.join(this.folderOf('memory'), name);
    const cpu = this.#cpuFile();
    if (this.legacyPaths['memory'] === undefined) {
      const stat = { path: inMemory('memory.stat'), version: 2 } as const;
      return { cpu, memoryStat: stat, memoryCurrent: inMemory('memory.current'), memoryPeak: inMemory('memory.peak') };
    }
    return {
      cpu,
      memoryStat: { path: inMemory('memory.stat'), version: 1 },
      memoryCurrent: inMemory('memory.usage_in_bytes'),
      memoryPeak: inMemory('memory.max_usage_in_bytes'),
      kernelMemory: inMemory('memory.kmem.usage_in_bytes'),
    };
  }

  /** Every v2 group counts CPU time, on a hybrid host too, and without a controller. */
  #cpuFile(): Cgroup['files']['cpu'] {
    if (this.unifiedPath !== undefined) return { path: path.join(this.unifiedPath, 'cpu.stat'), format: 'cpu.stat' };
    return { path: path.join(this.folderOf('cpuacct'), 'cpuacct.usage'), format: 'cpuacct.usage' };
  }
}

function describeLeft(pids: readonly number[], folders: readonly string[]): string {
  const processes = pids.length === 0 ? 'Processes of another PID namespace' : `Processes ${pids.join(', ')}`;
  return `${processes} in ${folders.join(', ')} do not end`;
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** True when the folder is gone. */
export function removeIfIdle(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    if (hasCode(error, 'EBUSY', 'ENOTEMPTY')) return false;
    throw error;
  }
}
