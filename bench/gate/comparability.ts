/**
 * Whether two sides may be compared at all, asked before any figure is looked at. What decides, stated here alone:
 *
 * - the metric: its unit and direction;
 * - the work behind the figure (work.ts): the workload's id, version and parameters, and the version of the program that times it; of a metric
 *   that pools workloads, of those whose work is in it, which is none for what ends before the workload is executed;
 * - the environment: kind, runtime, resources, namespaces, machine, accelerator;
 * - the host: its fingerprint.
 *
 * Digests decide nothing, and are remarked where they differ (remarks.ts). That of the program changes with every workload that is added beside
 * those that are compared; so does that of the built-in image, which holds the program; and an image, a runtime's version or a guest's kernel may
 * be what is under test. conditions.ts asks the same of entries of a history.
 */

import type { Cell } from '../comparison/figures.js';
import { findWorkDifference, indexWork, type Work } from '../comparison/work.js';
import type { ResultsDocument } from '../contract/document.js';
import type { Environment } from '../contract/record.js';

export interface Obstacle {
  readonly code:
    | 'unit-differs'
    | 'direction-differs'
    | 'workload-differs'
    | 'accelerator-differs'
    | 'environment-differs'
    | 'host-differs';
  readonly because: string;
}

interface Sides {
  readonly baseline: readonly ResultsDocument[];
  readonly candidate: readonly ResultsDocument[];
}

/** The first obstacle, the gravest before the others; undefined when there is none. */
export function findObstacle(cell: Cell, sides: Sides): Obstacle | undefined {
  return (
    findDefinitionObstacle(cell) ??
    findWorkloadObstacle(cell, sides) ??
    findEnvironmentObstacle(cell, sides) ??
    findHostObstacle(sides)
  );
}

function findDefinitionObstacle({ definitions, metricId }: Cell): Obstacle | undefined {
  const units = listDistinct(definitions.map(({ unit }) => unit));
  if (units.length > 1) return { code: 'unit-differs', because: `The unit of ${metricId} changed: ${units.join(', then ')}.` };
  const directions = listDistinct(definitions.map(({ direction }) => direction));
  if (directions.length > 1)
    return { code: 'direction-differs', because: `The direction of ${metricId} changed: ${directions.join(', then ')}.` };
  return undefined;
}

function findWorkloadObstacle(cell: Cell, { baseline, candidate }: Sides): Obstacle | undefined {
  let known: Work = new Map();
  for (const { workloads } of [...baseline, ...candidate]) {
    const work = indexWork(workloads)(cell);
    const found = findWorkDifference(known, work);
    if (found !== undefined) return { code: 'workload-differs', because: formatSentence(found) };
    known = new Map([...known, ...work]);
  }
  return undefined;
}

/** @param words begin with a small letter and end without a full stop */
export function formatSentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}

function findEnvironmentObstacle({ pair }: Cell, { baseline, candidate }: Sides): Obstacle | undefined {
  const own = baseline.flatMap(({ environments }) => environments.filter(({ id }) => id === pair.baseline));
  const other = candidate.flatMap(({ environments }) => environments.filter(({ id }) => id === pair.candidate));
  const accelerators = listDistinct([...own, ...other].map(formatAccelerator));
  if (accelerators.length > 1)
    return {
      code: 'accelerator-differs',
      because: `${pair.id} ran with ${accelerators.join(' and with ')}: emulation and KVM are never compared.`,
    };
  const compared = pair.baseline === pair.candidate ? [[...own, ...other]] : [own, other];
  const differing = compared.flatMap((side) => listDifferences(side));
  if (differing.length === 0) return undefined;
  return { code: 'environment-differs', because: `The configuration of ${pair.id} differs: ${differing.join(', ')}.` };
}

function findHostObstacle({ baseline, candidate }: Sides): Obstacle | undefined {
  const documents = [...baseline, ...candidate];
  const first = documents[0]?.host;
  const other = documents.find(({ host }) => host.fingerprint !== first?.fingerprint)?.host;
  if (!first || !other) return undefined;
  const named = [
    [first.cpu.model, other.cpu.model],
    [`${first.cpu.cores} cores`, `${other.cpu.cores} cores`],
    [`kernel ${first.kernel.release}`, `kernel ${other.kernel.release}`],
    [`${first.os.name} ${first.os.version}`, `${other.os.name} ${other.os.version}`],
    [first.virtualization, other.virtualization],
  ].filter(([a, b]) => a !== b);
  const because =
    named.length === 0
      ? `fingerprints ${first.fingerprint} and ${other.fingerprint}`
      : named.map(([a, b]) => `${a} / ${b}`).join(', ');
  return { code: 'host-differs', because: `The hosts differ: ${because}.` };
}

function formatAccelerator({ vm }: Environment): string {
  return vm?.accelerator ?? 'none';
}

/** What makes an environment another one. */
export function describeConfiguration({ kind, runtime, resources, container, vm }: Environment): Record<string, string> {
  const { cpus, cpuset, memoryBytes, pidsMax } = resources;
  return {
    kind,
    runtime: runtime.id,
    resources: JSON.stringify([cpus, cpuset, memoryBytes, pidsMax]),
    ...(container && {
      container: JSON.stringify([container.namespaces.toSorted(), container.rootless, container.seccomp, container.cgroupLayout]),
    }),
    ...(vm && { vm: JSON.stringify([vm.machine, vm.accelerator, vm.vcpus, vm.flavour, vm.diskCache ?? 'unknown']) }),
  };
}

function listDifferences(environments: readonly Environment[]): string[] {
  const configurations = environments.map(describeConfiguration);
  const names = listDistinct(configurations.flatMap((one) => Object.keys(one)));
  return names.flatMap((name) => {
    const values = listDistinct(configurations.map((one) => one[name] ?? 'absent'));
    return values.length > 1 ? [`${name} ${values.join(' / ')}`] : [];
  });
}

function listDistinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
