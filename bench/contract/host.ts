/** The machine that measures, as the records describe it. */
import * as z from 'zod';

const count = z.number().int().nonnegative();
const ratio = z.number().nonnegative();

export const host = z.looseObject({
  cpu: z.looseObject({ model: z.string(), vendor: z.string(), cores: count, threads: count, online: z.string() }),
  memoryBytes: count,
  swapBytes: count,
  /** SwapTotal − SwapFree; absent in older documents. */
  swapUsedBytes: count.optional(),
  kernel: z.looseObject({ release: z.string(), version: z.string(), architecture: z.string() }),
  /** File name in /sys/devices/system/cpu/vulnerabilities → its text. */
  mitigations: z.record(z.string(), z.string()),
  os: z.looseObject({ name: z.string(), version: z.string() }),
  cgroup: z.looseObject({ layout: z.enum(['v2', 'v1', 'hybrid', 'delegated', 'none']) }),
  /** `none`, or the hypervisor that this host itself runs on; `unknown` where it does not say which it is. */
  virtualization: z.string(),
  kvm: z.looseObject({ present: z.boolean(), usable: z.boolean(), reason: z.string() }),
  /** Tool → version: node, qemu, cc, … */
  tools: z.record(z.string(), z.string()),
  /** Right before the run. Ratios as in `trialNoise`. */
  noise: z.looseObject({
    /** Of one minute. */
    loadAverage: z.number(),
    stealRatio: z.number(),
    /** Of all CPUs, each once, separated by commas; `none` without cpufreq. */
    governor: z.string(),
    otherCpuRatio: ratio.optional(),
    cpuPressureRatio: ratio.optional(),
    ioPressureRatio: ratio.optional(),
    memoryPressureRatio: ratio.optional(),
  }),
  /** What may merge or enlarge the pages of instances; absent in older documents. */
  memoryManagement: z
    .looseObject({
      /** /sys/kernel/mm/ksm/run; absent without KSM. */
      ksmRunning: z.boolean().optional(),
      /** The chosen word of /sys/kernel/mm/transparent_hugepage/enabled. */
      transparentHugePages: z.string().optional(),
      /** HugePages_Total of /proc/meminfo. */
      hugePagesReserved: count.optional(),
    })
    .optional(),
  filesystem: z.looseObject({ type: z.string(), memoryBacked: z.boolean() }),
  /** Short hash over what decides comparability: CPU model, cores, kernel, OS, virtualization. */
  fingerprint: z.string(),
});

export type Host = z.infer<typeof host>;

/** Value of `virtualization` where there is a hypervisor, and nothing names it. */
export const UNNAMED_HYPERVISOR = 'unknown';
