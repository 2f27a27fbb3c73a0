/** What of the host's memory management may merge, enlarge or evict the pages of instances. */
import { readFileSync } from 'node:fs';
import type { Host } from '../contract/host.js';

export interface MemoryTexts {
  /** Undefined where the kernel has no such file. */
  readonly ksmRun: string | undefined;
  readonly transparentHugePages: string | undefined;
  readonly meminfo: string | undefined;
}

type MemoryFacts = Pick<Host, 'memoryManagement' | 'swapUsedBytes'>;

export function readMemoryManagement(): MemoryFacts {
  return parseMemoryManagement({
    ksmRun: read('/sys/kernel/mm/ksm/run'),
    transparentHugePages: read('/sys/kernel/mm/transparent_hugepage/enabled'),
    meminfo: read('/proc/meminfo'),
  });
}

/** A value that is not told is absent. */
export function parseMemoryManagement({ ksmRun, transparentHugePages, meminfo = '' }: MemoryTexts): MemoryFacts {
  const chosen = /\[(\w+)\]/.exec(transparentHugePages ?? '')?.[1];
  const hugePagesReserved = meminfoNumber(meminfo, 'HugePages_Total');
  const [swapTotalKib, swapFreeKib] = [meminfoNumber(meminfo, 'SwapTotal'), meminfoNumber(meminfo, 'SwapFree')];
  return {
    memoryManagement: {
      ...(ksmRun !== undefined && { ksmRunning: ksmRun.trim() === '1' }),
      ...(chosen !== undefined && { transparentHugePages: chosen }),
      ...(hugePagesReserved !== undefined && { hugePagesReserved }),
    },
    ...(swapTotalKib !== undefined &&
      swapFreeKib !== undefined && { swapUsedBytes: Math.max(0, swapTotalKib - swapFreeKib) * 1024 }),
  };
}

/** Kibibytes or pages, as the line has it. */
function meminfoNumber(meminfo: string, name: string): number | undefined {
  const digits = new RegExp(`^${name}: +(\\d+)`, 'm').exec(meminfo)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
