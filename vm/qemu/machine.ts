/** The kinds of machine that a guest can be given. Which one is the default, and why, is in vm/README.md. */
import type { GuestKernel, VirtioTransport } from '../guest/guest-kernel.js';

export interface Machine {
  /** Recorded in the results document. */
  readonly id: MachineId;
  /** QEMU's `-machine`, without the accelerator. */
  readonly option: string;
  readonly transport: VirtioTransport;
  /** `vmlinux` is entered directly (PVH); a `bzImage` unpacks itself first. */
  readonly kernelFormat: 'vmlinux' | 'bzImage';
}

export type MachineId = 'microvm-pvh' | 'microvm-bzimage' | 'q35-pvh' | 'q35-bzimage' | 'pc-pvh';

export const MACHINES: Readonly<Record<MachineId, Machine>> = {
  'microvm-pvh': { id: 'microvm-pvh', option: 'microvm', transport: 'mmio', kernelFormat: 'vmlinux' },
  'microvm-bzimage': { id: 'microvm-bzimage', option: 'microvm', transport: 'mmio', kernelFormat: 'bzImage' },
  'q35-pvh': { id: 'q35-pvh', option: 'q35', transport: 'pci', kernelFormat: 'vmlinux' },
  'q35-bzimage': { id: 'q35-bzimage', option: 'q35', transport: 'pci', kernelFormat: 'bzImage' },
  'pc-pvh': { id: 'pc-pvh', option: 'pc', transport: 'pci', kernelFormat: 'vmlinux' },
};

/** The machine that can boot this kernel: where it has no PVH entry, the same machine with the bzImage. */
export function machineFor(id: MachineId, kernel: GuestKernel): Machine {
  const machine = MACHINES[id];
  if (machine.kernelFormat === 'bzImage' || kernel.vmlinux !== undefined) return machine;
  return machine.transport === 'mmio' ? MACHINES['microvm-bzimage'] : MACHINES['q35-bzimage'];
}

export function kernelFileFor(machine: Machine, kernel: GuestKernel): string {
  return machine.kernelFormat === 'vmlinux' ? (kernel.vmlinux ?? kernel.image) : kernel.image;
}
