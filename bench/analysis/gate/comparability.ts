/** Whether two sides may be compared at all. Asked before any figure is looked at. */
import type { ResultsDocument } from '../../contract/document.js';
import type { Environment } from '../../contract/record.js';
import type { Cell } from './figures.js';

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
export function obstacleOf(cell: Cell, sides: Sides): Obstacle | undefined {
  return definitionObstacle(cell) ?? workloadObstacle(cell, sides) ?? environmentObstacle(cell, sides) ?? hostObstacle(sides);
}

function definitionObstacle({ definitions, metricId }: Cell): Obstacle | undefined {
  const units = distinct(definitions.map(({ unit }) => unit));
  if (units.length > 1) return { code: 'unit-differs', because: `The unit of ${metricId} changed: ${units.join(', then ')}.` };
  const directions = distinct(definitions.map(({ direction }) => direction));
  if (directions.length > 1)
    return { code: 'direction-differs', because: `What is better of ${metricId} changed: ${directions.join(', then ')}.` };
  return undefined;
}

/** Of a metric that pools workloads, all of them count. */
function workloadObstacle({ workloadId }: Cell, { baseline, candidate }: Sides): Obstacle | undefined {
  const digests = new Map<string, string>();
  for (const { id, digest } of [...baseline, ...candidate].flatMap(({ workloads }) => workloads)) {
    if (workloadId !== undefined && id !== workloadId) continue;
    const known = digests.get(id) ?? digest;
    if (known !== digest)
      return {
        code: 'workload-differs',
        because: `The workload ${id} is another one: its digest changed from ${known} to ${digest}.`,
      };
    digests.set(id, digest);
  }
  return undefined;
}

function environmentObstacle({ arm }: Cell, { baseline, candidate }: Sides): Obstacle | undefined {
  const own = baseline.flatMap(({ environments }) => environments.filter(({ id }) => id === arm.baseline));
  const other = candidate.flatMap(({ environments }) => environments.filter(({ id }) => id === arm.candidate));
  const accelerators = distinct([...own, ...other].map(acceleratorOf));
  if (accelerators.length > 1)
    return {
      code: 'accelerator-differs',
      because: `${arm.id} ran with ${accelerators.join(' and with ')}: emulation and KVM are never compared.`,
    };
  const compared = arm.baseline === arm.candidate ? [[...own, ...other]] : [own, other];
  const differing = compared.flatMap((side) => differences(side));
  if (differing.length === 0) return undefined;
  return { code: 'environment-differs', because: `${arm.id} was configured otherwise: ${differing.join(', ')}.` };
}

function hostObstacle({ baseline, candidate }: Sides): Obstacle | undefined {
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

function acceleratorOf({ vm }: Environment): string {
  return vm?.accelerator ?? 'none';
}

/** What makes an environment another one. Its image, runtime version and guest kernel are not among it: they may be what is under test. */
export function configurationOf({ kind, runtime, resources, container, vm }: Environment): Record<string, string> {
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

function differences(environments: readonly Environment[]): string[] {
  const configurations = environments.map(configurationOf);
  const names = distinct(configurations.flatMap((one) => Object.keys(one)));
  return names.flatMap((name) => {
    const values = distinct(configurations.map((one) => one[name] ?? 'absent'));
    return values.length > 1 ? [`${name} ${values.join(' / ')}`] : [];
  });
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
