/** The host, and the configuration of each environment. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import { UNNAMED_HYPERVISOR } from '../../bench/contract/host.js';
import type { Environment } from '../../bench/contract/record.js';
import { type Context, environmentName } from './context.js';
import type { Fact, Table } from './model.js';
import { formatAlone } from './quantity.js';
import { table, text } from './table.js';
import { formatCount, orMissing, printable } from './text.js';

/** Empty in older documents. */
function memoryManagementFacts({ memoryManagement }: ResultsDocument['host']): Fact[] {
  if (memoryManagement === undefined) return [];
  const { ksmRunning, transparentHugePages, hugePagesReserved } = memoryManagement;
  const words = [
    ksmRunning === undefined ? 'no page merging (KSM)' : `page merging (KSM) ${ksmRunning ? 'on' : 'off'}`,
    transparentHugePages === undefined ? '' : `transparent huge pages: ${printable(transparentHugePages)}`,
    hugePagesReserved === undefined ? '' : `${formatCount(hugePagesReserved, 'huge page')} reserved`,
  ];
  return [{ label: 'Memory management', value: words.filter((part) => part !== '').join(', ') }];
}

export function hostFacts({ document: { host } }: Context): Fact[] {
  const { cpu, kernel, noise, kvm, filesystem } = host;
  return [
    {
      label: 'Processor',
      value: `${printable(cpu.model)}, ${formatCount(cpu.cores, 'core')}, ${formatCount(cpu.threads, 'thread')}, online ${printable(cpu.online)}`,
    },
    { label: 'Memory', value: `${formatAlone('byte', host.memoryBytes)}, swap ${formatAlone('byte', host.swapBytes)}` },
    ...memoryManagementFacts(host),
    { label: 'Operating system', value: `${printable(host.os.name)} ${printable(host.os.version)}` },
    { label: 'Kernel', value: `${printable(kernel.release)} (${printable(kernel.architecture)}) ${printable(kernel.version)}` },
    { label: 'Mitigations', value: formatMitigation(host.mitigations) },
    { label: 'Virtualization', value: formatVirtualization(host) },
    {
      label: 'KVM',
      value: `${kvm.present ? 'present' : 'absent'}, ${kvm.usable ? 'usable' : 'not usable'}${kvm.reason === '' ? '' : `: ${printable(kvm.reason)}`}`,
    },
    { label: 'Control groups', value: host.cgroup.layout },
    { label: 'Filesystem', value: `${printable(filesystem.type)}${filesystem.memoryBacked ? ', in memory' : ''}` },
    {
      label: 'Noise before the run',
      value: formatNoise(noise),
    },
    {
      label: 'Tools',
      value: Object.entries(host.tools)
        .map(([tool, version]) => formatTool(printable(tool), printable(version)))
        .join(', '),
    },
    { label: 'Fingerprint', value: printable(host.fingerprint) },
  ];
}

/** Most programs name themselves in their version: `cc (Debian 12.2.0) 12.2.0`. */
function formatTool(tool: string, version: string): string {
  return version.toLowerCase().startsWith(tool.toLowerCase()) ? version : `${tool} ${version}`;
}

/** Before the run; of other programs only where the document says. */
function formatNoise({ loadAverage, stealRatio, otherCpuRatio, governor }: ResultsDocument['host']['noise']): string {
  const others = otherCpuRatio === undefined ? '' : `, other programs’ CPU ${formatShare(otherCpuRatio)}`;
  return `load average ${loadAverage.toFixed(2)}, CPU steal ${formatShare(stealRatio)}${others}, governor ${printable(governor)}`;
}

/** Below what the probe can tell, no figure: a cause that was not there is not blamed. */
function formatShare(share: number): string {
  return share < LEAST_SHARE ? 'none' : `${(share * 100).toFixed(1)} %`;
}

const LEAST_SHARE = 0.001;

/** Vulnerability files whose text says that the CPU is not affected are counted, the others quoted. */
function formatMitigation(mitigations: Readonly<Record<string, string>>): string {
  const entries = Object.entries(mitigations);
  if (entries.length === 0) return '–';
  const affected = entries.filter(([, status]) => !/^not affected$/i.test(status.trim()));
  const rest = entries.length - affected.length;
  const quoted = affected.map(([name, status]) => `${printable(name)}: ${printable(status)}`);
  return [...quoted, ...(rest === 0 ? [] : [`not affected by ${rest} ${quoted.length === 0 ? '' : 'others'}`.trim()])].join('; ');
}

type Property = readonly [label: string, value: (environment: Environment) => string | undefined];

const PROPERTIES: readonly Property[] = [
  ['Runtime', ({ runtime }) => `${runtime.id} ${runtime.version}`],
  ['Image', ({ imageDigest }) => imageDigest],
  ['CPUs', ({ resources }) => `${resources.cpus}${resources.cpuset === '' ? '' : ` (cpuset ${resources.cpuset})`}`],
  ['Memory', ({ resources }) => formatAlone('byte', resources.memoryBytes)],
  ['Process limit', ({ resources }) => resources.pidsMax.toLocaleString('en-US')],
  ['Namespaces', ({ container }) => container?.namespaces.join(', ')],
  ['Seccomp', ({ container }) => (container === undefined ? undefined : container.seccomp ? 'on' : 'off')],
  ['Started', ({ container }) => (container === undefined ? undefined : container.rootless ? 'rootless' : 'as root')],
  ['Control groups', ({ container }) => container?.cgroupLayout],
  ['Accelerator', ({ vm }) => (vm === undefined ? undefined : vm.accelerator === 'tcg' ? 'tcg (software emulation)' : 'KVM')],
  ['Accelerator reason', ({ vm }) => vm?.acceleratorReason],
  ['Machine', ({ vm }) => (vm === undefined ? undefined : `${vm.machine}, ${formatCount(vm.vcpus, 'vCPU')}`)],
  ['Disk cache on the host', ({ vm }) => formatDiskCache(vm)],
  ['Balloon', ({ vm }) => formatBalloon(vm)],
  ['Guest', ({ vm }) => vm?.flavour],
  ['Guest kernel digest', ({ vm }) => vm?.kernel.digest],
  ['Kernel command line', ({ vm }) => vm?.cmdline],
];

/** `none`, `writeback`; undefined in older documents. */
function formatDiskCache(vm: Environment['vm']): string | undefined {
  if (vm === undefined) return undefined;
  const { diskCache } = vm;
  return typeof diskCache === 'string' ? diskCache : undefined;
}

function formatBalloon(vm: Environment['vm']): string | undefined {
  if (vm === undefined) return undefined;
  const { freePageReporting } = vm;
  return freePageReporting === true ? 'free-page reporting' : undefined;
}

/** One column per environment; rows that say nothing for all of them are left out. */
export function environmentTable(context: Context): Table {
  const { document, allEnvironments } = context;
  const shown = allEnvironments.flatMap(({ id }) => document.environments.filter((one) => one.id === id));
  const kernelRows: Property[] = [
    ['Kernel', ({ vm }) => vm?.kernel.release ?? document.host.kernel.release],
    ['Mitigations', ({ vm }) => (vm === undefined ? 'the host’s' : formatMitigation(vm.kernel.mitigations))],
  ];
  const rows = [...PROPERTIES.slice(0, 2), ...kernelRows, ...PROPERTIES.slice(2)]
    .map(([header, value]) => ({
      slot: null,
      header,
      cells: shown.map((environment) => orMissing(printable(value(environment) ?? ''))),
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== '–'));
  const columns = [text('Setting'), ...shown.map(({ id }) => text(environmentName(context, id)))];
  return table('Configuration of each environment', columns, rows);
}

export function formatVirtualization({ virtualization }: Pick<ResultsDocument['host'], 'virtualization'>): string {
  if (virtualization === 'none') return 'none: bare metal';
  return virtualization === UNNAMED_HYPERVISOR ? 'a hypervisor that does not name itself' : printable(virtualization);
}
