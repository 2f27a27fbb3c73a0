/** Builds QEMU's command line from what the guest is to be. Pure: what is recorded of a VM is what it was started with. */
import type { Machine } from './machine.js';

type Accelerator = 'kvm' | 'tcg';

export interface WritableDrive {
  readonly path: string;
  /** The host's page cache is bypassed (cache=none); needs O_DIRECT of the file's filesystem. */
  readonly directIo: boolean;
}

export interface VmmSpec {
  readonly id: string;
  readonly machine: Machine;
  readonly accelerator: Accelerator;
  /** QEMU's `-cpu`. */
  readonly cpuModel: string;
  readonly vcpus: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  readonly initramfs: string;
  readonly cmdline: string;
  /** The guest gets a balloon that tells the host of free pages. Default false. */
  readonly freePageReporting?: boolean;
  /** Absent for a guest that ends before it would mount anything. */
  readonly disks?: { readonly image: string; readonly writable: WritableDrive };
}

/** Descriptors at which QEMU inherits its connected sockets; in the order in which the launcher makes them. */
export const CHANNEL_FDS = { qmp: 10, control: 11, marks: 12, console: 13 } as const;

const MIB = 1024 * 1024;
const COMMON = ['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-S'];

/** Everything after the program's name. */
export function qemuArguments(spec: VmmSpec): string[] {
  return [
    ...COMMON,
    ...['-name', `guest=twinbench-${spec.id}`],
    ...['-machine', spec.machine.option, '-accel', spec.accelerator, '-cpu', spec.cpuModel],
    ...['-smp', String(spec.vcpus), '-m', `${String(Math.floor(spec.memoryBytes / MIB))}M`],
    ...['-kernel', spec.kernel, '-initrd', spec.initramfs, '-append', spec.cmdline],
    ...channelArguments(spec),
    ...diskArguments(spec),
    ...balloonArguments(spec),
  ];
}

function channelArguments({ machine }: VmmSpec): string[] {
  const chardev = (name: keyof typeof CHANNEL_FDS) => ['-chardev', `socket,id=${name},fd=${String(CHANNEL_FDS[name])}`];
  return [
    ...chardev('qmp'),
    ...['-mon', 'chardev=qmp,mode=control'],
    ...chardev('console'),
    ...['-serial', 'chardev:console'],
    ...chardev('marks'),
    ...['-device', 'isa-debugcon,iobase=0xe9,chardev=marks', '-device', 'isa-debug-exit,iobase=0xf4'],
    ...chardev('control'),
    // Two ports: 0 is reserved for a console, 1 is ours.
    ...['-device', `virtio-serial-${chooseBus(machine)},max_ports=2`],
    ...['-device', 'virtserialport,chardev=control,name=twinbench.control,nr=1'],
  ];
}

/** The image's pages may stay in the host's cache, as a container's do; the guest finds it as vda and the writable disk as vdb. */
function diskArguments({ machine, disks }: VmmSpec): string[] {
  if (disks === undefined) return [];
  const { image, writable } = disks;
  const cache = { direct: writable.directIo, 'no-flush': false };
  const aio = writable.directIo ? 'native' : 'threads';
  return [
    ...blockdev('image', { filename: image, aio: 'threads', cache: { direct: false, 'no-flush': false } }, true),
    ...blockdev('disk', { filename: writable.path, aio, cache }, false),
    ...diskDevices(machine),
  ];
}

/** As JSON, because a path may hold commas. */
function blockdev(name: string, file: Readonly<Record<string, unknown>>, readOnly: boolean): string[] {
  const node = {
    driver: 'raw',
    'node-name': name,
    'read-only': readOnly,
    file: { driver: 'file', 'read-only': readOnly, ...file },
  };
  return ['-blockdev', JSON.stringify(node)];
}

/** In the order in which the guest names them. A full host filesystem is an error inside, as in a container, and does not stop the guest. */
function diskDevices(machine: Machine): string[] {
  const device = (drive: string) => ['-device', `virtio-blk-${chooseBus(machine)},drive=${drive},rerror=report,werror=report`];
  return [...device('image'), ...device('disk')];
}

/** Guest RAM is private anonymous memory of QEMU, so that the host has back at once what the guest reports as free. */
function balloonArguments({ machine, freePageReporting }: VmmSpec): string[] {
  return freePageReporting === true ? ['-device', `virtio-balloon-${chooseBus(machine)},free-page-reporting=on`] : [];
}

function chooseBus(machine: Machine): 'device' | 'pci' {
  return machine.transport === 'mmio' ? 'device' : 'pci';
}
