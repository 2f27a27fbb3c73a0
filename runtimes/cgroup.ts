/** Placeholder of the type that runtime.ts needs; see the interface below. */
export interface CgroupLimits {
  readonly memoryBytes?: number;
  readonly pidsMax?: number;
  readonly cpuset?: string;
}

/** One control group of one instance, in every hierarchy that is in use. */
export interface Cgroup {
  readonly layout: 'v2' | 'v1' | 'hybrid' | 'delegated';
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
    readonly memoryPeak?: string;
  };
  /** Times the kernel killed a process of this group for its memory limit. */
  oomKills(): Promise<number>;
  /** Times a fork was refused by the pids limit. */
  pidsRefusals(): Promise<number>;
  pids(): Promise<number[]>;
  /** Kills every process in the group and waits until none is left; @throws Error after deadlineMs naming the pids. */
  kill(deadlineMs: number): Promise<void>;
  /** Removes the group from every hierarchy, retrying while the kernel says busy. */
  remove(deadlineMs: number): Promise<void>;
}
