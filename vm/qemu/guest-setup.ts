/** Puts together, once per host, what every guest is started with: QEMU, kernel, machine, accelerator, command line. */
import { nativeProgram } from '../../runtimes/native.js';
import { type GuestKernel, prepareGuestKernel, prepareInitramfs, type VirtioTransport } from '../guest/guest-kernel.js';
import { type AcceleratorChoice, type AcceleratorRequest, chooseAccelerator } from './accelerator.js';
import type { VmmSpec } from './arguments.js';
import { kernelFileFor, type Machine, type MachineId, machineFor } from './machine.js';
import { findQemu, type Qemu } from './qemu-program.js';
import { hostTscKhz } from './tsc.js';

export interface GuestSetup {
  readonly qemu: Qemu;
  readonly launcher: string;
  readonly kernel: GuestKernel;
  readonly machine: Machine;
  readonly initramfs: string;
  readonly choice: AcceleratorChoice;
  readonly cmdline: string;
  /** A balloon device tells the host which pages the guest has freed. */
  readonly freePageReporting: boolean;
}

export interface GuestSetupRequest {
  readonly accelerator: AcceleratorRequest;
  /** The user's own kernel; absent for the distribution's. */
  readonly kernel?: { readonly image: string; readonly modules: string };
  /** Absent for the one that boots most reliably with the accelerator. */
  readonly machine?: MachineId;
  /** Drivers for every kind of machine in one initramfs, so that machines can be compared with equal files. Default false. */
  readonly universalInitramfs?: boolean;
  /** Gives the guest a balloon that reports free pages to the host. Default false. */
  readonly freePageReporting?: boolean;
}

/**
 * The kernel's messages go to the kept console; a panic ends QEMU instead of leaving the guest hanging; the self-tests of the kernel's crypto,
 * which nobody asked for here, would take a tenth of an emulated boot. Mitigations stay as the kernel chooses them.
 */
const CMDLINE = 'console=ttyS0 panic=-1 cryptomgr.notests';
/** Under KVM each character of the console leaves the guest: informational messages would be a large part of the boot. */
const QUIETER = 'loglevel=4';
/** The check that the timer's interrupt arrives is lost on a busy host; kernels leave it out under hypervisors that they know. */
const EMULATED = 'no_timer_check';

/** @throws MissingQemuError, MissingKernelError, InstanceError – each with what to do about it */
export async function setUpGuest(request: GuestSetupRequest): Promise<GuestSetup> {
  const [qemu, launcher, kernel] = await Promise.all([findQemu(), nativeProgram('launcher'), prepareGuestKernel(request.kernel)]);
  const freePageReporting = request.freePageReporting === true;
  const drivers = freePageReporting ? ['virtio_balloon'] : [];
  const probed = machineFor(request.machine ?? 'microvm-pvh', kernel);
  const subject = {
    qemu,
    launcher,
    kernel,
    machine: probed,
    initramfs: await prepareInitramfs(kernel, listTransports(probed, request)),
    freePageReporting,
  };
  const choice = await chooseAccelerator(request.accelerator, subject);
  if (choice.accelerator === 'kvm') {
    const initramfs = await prepareInitramfs(kernel, listTransports(probed, request), drivers);
    return { ...subject, initramfs, choice, cmdline: `${CMDLINE} ${QUIETER}` };
  }
  const tscKhz = await hostTscKhz();
  const machine = machineFor(request.machine ?? (tscKhz === undefined ? 'q35-pvh' : 'microvm-pvh'), kernel);
  const initramfs = await prepareInitramfs(kernel, listTransports(machine, request), drivers);
  return { ...subject, machine, initramfs, choice, cmdline: emulatedCmdline(tscKhz) };
}

function listTransports(machine: Machine, request: GuestSetupRequest): VirtioTransport[] {
  return request.universalInitramfs === true ? ['mmio', 'pci'] : [machine.transport];
}

/** A guest's QEMU specification, without its disks and size. */
export function describeBoot(
  setup: GuestSetup,
): Pick<VmmSpec, 'machine' | 'accelerator' | 'cpuModel' | 'kernel' | 'initramfs' | 'cmdline' | 'freePageReporting'> {
  const { machine, kernel, initramfs, choice, cmdline, freePageReporting } = setup;
  const { accelerator, cpuModel } = choice;
  return { machine, accelerator, cpuModel, kernel: kernelFileFor(machine, kernel), initramfs, cmdline, freePageReporting };
}

/** All emulated CPUs read the host's counter; the kernel's own comparison between them is disturbed by the host's scheduling. */
function emulatedCmdline(tscKhz: number | undefined): string {
  const clock = tscKhz === undefined ? '' : ` tsc_early_khz=${String(tscKhz)} tsc=reliable`;
  return `${CMDLINE} ${EMULATED}${clock}`;
}
