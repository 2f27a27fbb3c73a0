/** CPU time of the host and of this program, from the texts of /proc. Ticks are hundredths of a second in every file, whatever the kernel's own timer. */

const TICKS_PER_SECOND = 100;
const US_PER_SECOND = 1e6;

export interface HostCpu {
  readonly onlineCpus: number;
  /** Idle and waiting for I/O, summed over the CPUs. */
  readonly idleSeconds: number;
  /** Withheld by the hypervisor, summed over the CPUs. */
  readonly stealSeconds: number;
}

/**
 * Of /proc/stat. What a CPU was busy is better told by its idle time than by user and system time, which are sampled at timer ticks: idle time is
 * measured. Undefined when the text has no line for all CPUs. Fields in proc_stat(5): user, nice, system, idle, iowait, irq, softirq, steal.
 */
export function parseHostCpu(stat: string): HostCpu | undefined {
  const ticks = /^cpu +(.*)$/m.exec(stat)?.[1]?.split(' ').map(Number);
  const [idle, iowait, steal] = [ticks?.[3], ticks?.[4] ?? 0, ticks?.[7] ?? 0];
  if (idle === undefined) return undefined;
  return {
    onlineCpus: stat.match(/^cpu\d+ /gm)?.length ?? 0,
    idleSeconds: (idle + iowait) / TICKS_PER_SECOND,
    stealSeconds: steal / TICKS_PER_SECOND,
  };
}

export interface OwnCpu {
  /** This process, all threads. */
  readonly selfSeconds: number;
  /** Programs that it started, with all that they started, once they have ended and were waited for. */
  readonly childrenSeconds: number;
}

/** Of /proc/self/stat; fields 14 to 17 in proc_pid_stat(5): utime, stime, cutime, cstime, counted after the name, which may hold anything. */
export function parseOwnCpu(selfStat: string): OwnCpu {
  const afterName = selfStat
    .slice(selfStat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = afterName.slice(11, 15);
  return {
    selfSeconds: (user + system) / TICKS_PER_SECOND,
    childrenSeconds: (childrenUser + childrenSystem) / TICKS_PER_SECOND,
  };
}

/** Seconds in which at least one task was stalled, since boot; of the line `some` of a file in /proc/pressure. */
export function parsePressure(text: string): number | undefined {
  const total = /^some .*total=(\d+)/m.exec(text)?.[1];
  return total === undefined ? undefined : Number(total) / US_PER_SECOND;
}
