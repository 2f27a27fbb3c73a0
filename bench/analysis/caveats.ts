/** What a reader must know beside a ratio: each caveat with the metrics that it touches and when it holds. */

import { MIN_PAIRS } from '../comparison/pairing.js';
import type { Caveat, MetricDefinition } from '../contract/document.js';
import type { Host } from '../contract/host.js';
import type { Environment, Workload } from '../contract/record.js';

export interface CaveatContext {
  readonly definition: MetricDefinition;
  /** Absent for a metric that pools all workloads. */
  readonly workload?: Workload | undefined;
  readonly baseline: Environment;
  readonly candidate: Environment;
  readonly host: Host;
  /** Blocks in which both sides have a value. */
  readonly n: number;
  /** Values of contaminated blocks are in the ratio, for too few others are there. */
  readonly isContaminated: boolean;
  /** A side's writes came back sooner than the disk can have had them. */
  readonly isFlushSkipped: boolean;
}

type Holds = (context: CaveatContext) => boolean;

/** In the order of the contract. `below-own-error` is not here: it follows from the difference itself, see own-error.ts. */
const CAVEATS: readonly (readonly [Caveat, Holds])[] = [
  ['emulated', (context) => holdsForEither(context, ({ vm }) => vm?.accelerator === 'tcg')],
  ['different-kernel', (context) => isInside(context) && listKernels(context).size > 1],
  ['different-mitigations', (context) => isInside(context) && isOfTime(context) && differInMitigations(context)],
  ['few-samples', ({ n }) => n < MIN_PAIRS],
  ['rootless', (context) => holdsForEither(context, ({ container }) => container?.rootless === true)],
  ['contaminated', ({ isContaminated }) => isContaminated],
  ['disk-cache-differs', (context) => isOfDisk(context) && listDiskCaches(context).size > 1],
  ['flush-skipped', (context) => isOfDisk(context) && context.isFlushSkipped],
  ['memory-backed-storage', (context) => isOfDisk(context) && context.host.filesystem.memoryBacked],
  ['shared-cpuset', (context) => isOfCpu(context) && holdsForEither(context, (one) => lacksCpuForVmm(one, context.host))],
  ['swap', (context) => isOfMemory(context) && canSwap(context.host)],
  ['governor', (context) => isOfTime(context) && !KEEPS_FREQUENCY.includes(context.host.noise.governor)],
  [
    'huge-pages',
    (context) => isOfMemory(context) && context.host.memoryManagement?.transparentHugePages === 'always' && hasVm(context),
  ],
  ['page-merging', (context) => isOfMemory(context) && context.host.memoryManagement?.ksmRunning === true],
];

export function findCaveats(context: CaveatContext): Caveat[] {
  return CAVEATS.filter(([, holds]) => holds(context)).map(([caveat]) => caveat);
}

/** `none`: the host has no say in its frequency; `unknown` and an empty text: nobody knows. */
const KEEPS_FREQUENCY: readonly string[] = ['performance', 'none', 'unknown', ''];

function holdsForEither({ baseline, candidate }: CaveatContext, holds: (environment: Environment) => boolean): boolean {
  return holds(baseline) || holds(candidate);
}

function hasVm(context: CaveatContext): boolean {
  return holdsForEither(context, ({ vm }) => vm !== undefined);
}

/** What the host spends outside of instances, such as to spawn the launcher, is no matter of their kernels; what memory they take is. */
function isInside(context: CaveatContext): boolean {
  return context.definition.subject !== 'host' || isOfMemory(context);
}

function isOfMemory({ definition }: CaveatContext): boolean {
  return definition.group === 'memory';
}

/** Figures of time, CPU time included. */
function isOfTime({ definition: { group, unit } }: CaveatContext): boolean {
  return unit === 'second' || unit === 'second-per-operation' || unit === 'operation-per-second' || group === 'cpu';
}

/** Of what an instance's work takes of the CPUs. */
function isOfCpu(context: CaveatContext): boolean {
  return isOfTime(context) && context.definition.scope === 'workload';
}

/** Figures of time, and of bytes read and written, of a workload that uses the disk. */
function isOfDisk(context: CaveatContext): boolean {
  return (isOfTime(context) || context.definition.group === 'storage') && context.workload?.usesDisk === true;
}

function listKernels({ baseline, candidate, host }: CaveatContext): Set<string> {
  return new Set([baseline, candidate].map(({ vm }) => vm?.kernel.release ?? host.kernel.release));
}

/** Only where the guest's mitigations are known. */
export function findDifferingMitigations({ vm }: Environment, host: Host): string[] {
  const guest = vm?.kernel.mitigations ?? {};
  return Object.keys(guest).filter((name) => guest[name] !== host.mitigations[name]);
}

function differInMitigations(context: CaveatContext): boolean {
  return holdsForEither(context, (environment) => findDifferingMitigations(environment, context.host).length > 0);
}

/** Whether writes go through the host's page cache; a VM that does not say is left out. */
function listDiskCaches({ baseline, candidate }: CaveatContext): Set<string> {
  return new Set([baseline, candidate].flatMap(({ vm }) => (vm === undefined ? ['writeback'] : (vm.diskCache ?? []))));
}

/** vCPUs alone can fill the CPUs that the VM may use, so QEMU's own threads take turns with them. */
export function lacksCpuForVmm({ vm, resources }: Environment, { cpu }: Host): boolean {
  return vm !== undefined && vm.vcpus >= (countCpus(resources.cpuset) ?? cpu.threads);
}

/** CPUs of a list such as `0-1,4`; undefined when it is empty or no such list. */
export function countCpus(list: string): number | undefined {
  const counts = list.split(',').map((range) => {
    const [first = Number.NaN, last = first] = range
      .trim()
      .split('-')
      .map((text) => (text === '' ? Number.NaN : Number(text)));
    return last - first + 1;
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Number.isSafeInteger(total) && total > 0 ? total : undefined;
}

export function canSwap({ swapBytes, swapUsedBytes = 0 }: Host): boolean {
  return swapBytes > 0 || swapUsedBytes > 0;
}
