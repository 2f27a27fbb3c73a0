/** One warning for each caveat that stands beside a ratio, with what it means and what to do. Those that concern a whole run are found in warnings.ts. */

import { MIN_PAIRS } from '../comparison/pairing.js';
import type { Caveat, Disturbance } from '../contract/document.js';
import { formatPercentage } from '../contract/figure-text.js';
import type { Warning } from '../contract/record.js';
import { canSwap, countCpus, lacksCpuForVmm } from './caveats.js';
import type { Evidence } from './warning-evidence.js';

type Finder = (evidence: Evidence) => Warning[];
type Explanation = Pick<Warning, 'message' | 'hint'>;

export const CAVEAT_FINDERS: readonly Finder[] = [
  makeFinder('few-samples', ({ comparisons }) => ({
    message: `${countComparisons(comparisons.filter(({ n }) => n < MIN_PAIRS).length)} fewer than ${MIN_PAIRS} blocks with values of both sides, too few for an interval.`,
    hint: 'Measure more repetitions: --profile default.',
  })),
  makeFinder('disk-cache-differs', ({ run }) => ({
    message: `Writes of ${formatIds(run.environments.filter(({ vm }) => vm?.diskCache === 'none'))} go past the host's page cache (cache=none), those of the others through it.`,
    hint: 'Of disk workloads, compare what is flushed; what the others read back may come from the memory of the host.',
  })),
  makeFinder('flush-skipped', ({ comparisons }) => ({
    message: `A flush was skipped: a side came back sooner than the disk can have had its writes (${formatWorkloadsWith(comparisons, 'flush-skipped')}).`,
    hint: 'Believe none of its disk figures; look at the write caches of the disk and of the layers above it.',
  })),
  warnOfSharedCpuset,
  makeFinder('swap', ({ run: { host } }) => ({
    message: `The host ${canSwap(host) && (host.swapUsedBytes ?? 0) > 0 ? 'swaps' : 'can swap'}: memory of instances that was moved there is not in their figures.`,
    hint: 'Turn swap off while measuring: swapoff -a',
  })),
  makeFinder('governor', ({ run: { host } }) => ({
    message: `The CPU frequency governor is ${host.noise.governor}: times contain how long the clock takes to rise.`,
    hint: 'Set it while measuring: cpupower frequency-set -g performance',
  })),
  makeFinder('huge-pages', () => ({
    message: 'Transparent huge pages are always on: a guest that touches 4 KiB may hold 2 MiB of the host.',
    hint: 'To compare without them: echo madvise > /sys/kernel/mm/transparent_hugepage/enabled',
  })),
  makeFinder('page-merging', () => ({
    message: 'KSM is running: equal pages are merged, and each instance seems to hold less than it would alone.',
    hint: 'Stop it and take merged pages apart: echo 2 > /sys/kernel/mm/ksm/run',
  })),
  makeFinder('below-own-error', ({ comparisons }) => ({
    message: `Differences smaller than the error that calibration found: ${[...new Set(selectWithCaveat(comparisons, 'below-own-error').map(({ metricId }) => metricId))].join(', ')}.`,
    hint: 'Nothing is claimed from them; see calibration in the document.',
  })),
  warnOfContaminatedBlocks,
];

/** The caveat's own name is the code. */
function makeFinder(code: Caveat, explain: (evidence: Evidence) => Explanation): Finder {
  return (evidence) => (selectWithCaveat(evidence.comparisons, code).length === 0 ? [] : [{ code, ...explain(evidence) }]);
}

function selectWithCaveat(comparisons: Evidence['comparisons'], caveat: Caveat): Evidence['comparisons'] {
  return comparisons.filter(({ caveats }) => caveats.includes(caveat));
}

function formatWorkloadsWith(comparisons: Evidence['comparisons'], caveat: Caveat): string {
  return [...new Set(selectWithCaveat(comparisons, caveat).flatMap(({ workloadId }) => workloadId ?? []))].join(', ');
}

function formatIds(things: readonly { readonly id: string }[]): string {
  return things.map(({ id }) => id).join(', ');
}

function countComparisons(comparisons: number): string {
  return comparisons === 1 ? '1 comparison has' : `${comparisons} comparisons have`;
}

function warnOfSharedCpuset({ run: { environments, host }, comparisons }: Evidence): Warning[] {
  if (selectWithCaveat(comparisons, 'shared-cpuset').length === 0) return [];
  return environments
    .filter((environment) => lacksCpuForVmm(environment, host))
    .map(({ id, vm, resources }) => ({
      code: 'shared-cpuset',
      message: `${id} has ${vm?.vcpus ?? 0} vCPUs on ${countCpus(resources.cpuset) ?? host.cpu.threads} CPUs: the VMM's own threads take turns with them.`,
      hint: 'Give the environments fewer CPUs than the host has, with --cpus.',
    }));
}

/** What helps against these causes; against what the hypervisor withholds, nothing that runs on this host does. */
function chooseHint(blocks: readonly (readonly Disturbance[])[]): string {
  const others = blocks.some((causes) => causes.includes('other-programs'));
  const steal = blocks.some((causes) => causes.includes('steal') && !causes.includes('other-programs'));
  if (others && steal) return 'End other programs, and measure again when the guests beside this host take less too';
  if (others) return 'End other programs and measure again';
  if (steal) return 'Measure again when the guests beside this host take less, or on a host of its own';
  return 'Measure again when the host computes at a steady speed';
}

const CAUSES: Readonly<Record<Disturbance, (most: string) => string>> = {
  'other-programs': (most) => `other programs used up to ${most} of the CPU time`,
  steal: (most) => `the hypervisor withheld up to ${most} of the CPU time`,
  'slow-reference': (most) => `the reference loop took up to ${most} longer than usual`,
};

function formatCauses({ causes = [], contaminated }: NonNullable<Evidence['noise']>): string {
  const whole = causes.length > 1 || causes.some(({ blocks }) => blocks < contaminated.length);
  const told = causes.map(({ cause, blocks, most }) => {
    const where = whole ? ` in ${blocks === 1 ? '1 block' : `${blocks} blocks`}` : '';
    return `${CAUSES[cause](formatPercentage(most, 2))}${where}`;
  });
  return told.join('; ');
}

function warnOfContaminatedBlocks({ noise }: Evidence): Warning[] {
  if (!noise || noise.contaminated.length === 0) return [];
  const { contaminated, blocks, excluded } = noise;
  const fate = excluded ? 'left out of every figure' : 'too many to leave out, so comparisons stay inconclusive';
  return [
    {
      code: 'blocks-contaminated',
      message: `${contaminated.length} of ${blocks} blocks ${contaminated.length === 1 ? 'is' : 'are'} contaminated, ${fate}: ${formatCauses(noise)}.`,
      hint: `${chooseHint(contaminated.map(({ causes = [] }) => causes))}; the rule is noise.rule in the document.`,
    },
  ];
}
