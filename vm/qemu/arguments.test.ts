import { describe, expect, it } from 'vitest';
import { qemuArguments, type VmmSpec } from './arguments.js';
import { MACHINES } from './machine.js';

const spec: VmmSpec = {
  id: 'trial-1',
  machine: MACHINES['microvm-pvh'],
  accelerator: 'tcg',
  cpuModel: 'max',
  vcpus: 2,
  memoryBytes: 512 * 1024 * 1024,
  kernel: '/cache/vmlinux',
  initramfs: '/cache/initramfs',
  cmdline: 'console=ttyS0 panic=-1',
  disks: { image: '/cache/a,b.ext4', writable: { path: '/run/disk.raw', directIo: true } },
};

function listValues(option: string, args: readonly string[]): string[] {
  return args.flatMap((arg, index) => (arg === option ? [args[index + 1] ?? ''] : []));
}

describe('qemuArguments', () => {
  const args = qemuArguments(spec);

  it('starts stopped, with nothing that was not asked for', () => {
    expect(args.slice(0, 6)).toEqual(['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-S']);
    expect(listValues('-netdev', args)).toEqual([]);
  });

  it('gives the guest its size and kernel', () => {
    expect(listValues('-smp', args)).toEqual(['2']);
    expect(listValues('-m', args)).toEqual(['512M']);
    expect(listValues('-accel', args)).toEqual(['tcg']);
    expect(listValues('-append', args)).toEqual(['console=ttyS0 panic=-1']);
  });

  it('has no socket file: every channel is an inherited descriptor', () => {
    const chardevs = listValues('-chardev', args);
    expect(chardevs).toHaveLength(4);
    for (const chardev of chardevs) expect(chardev).toMatch(/^socket,id=(qmp|console|marks|control),fd=1[0-3]$/);
  });

  it('opens the image read-only and honours flushes of the writable disk', () => {
    const [image, disk] = listValues('-blockdev', args).map((json) => JSON.parse(json));
    expect(image).toMatchObject({ 'read-only': true, file: { filename: '/cache/a,b.ext4', 'read-only': true } });
    expect(disk).toMatchObject({ 'read-only': false, file: { aio: 'native', cache: { direct: true, 'no-flush': false } } });
  });

  it('keeps to the page cache where the filesystem knows no direct I/O', () => {
    const writable = { path: '/tmpfs/disk.raw', directIo: false };
    const [, disk] = listValues('-blockdev', qemuArguments({ ...spec, disks: { image: '/i', writable } })).map((json) =>
      JSON.parse(json),
    );
    expect(disk).toMatchObject({ file: { aio: 'threads', cache: { direct: false, 'no-flush': false } } });
  });

  it('uses the bus that the machine has', () => {
    const onPci = listValues('-device', qemuArguments({ ...spec, machine: MACHINES['q35-bzimage'] }));
    expect(onPci.filter((device) => device.startsWith('virtio-')).every((device) => /-pci(,|$)/.test(device))).toBe(true);
    expect(listValues('-device', args).some((device) => device.includes('-pci'))).toBe(false);
  });
});
