/**
 * Which accelerator guests get. That /dev/kvm opens proves nothing: there are hosts on which it answers and no guest ever gets through its
 * kernel's first milliseconds. So KVM is believed only after a kernel has booted to its init and ended there, under a deadline.
 */

import { access, constants, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { cacheFolder, cacheKey, placeInCache } from '../../runtimes/cache.js';
import { hasCode } from '../../runtimes/errno.js';
import { InstanceError } from '../../runtimes/errors.js';
import type { GuestKernel } from '../guest/guest-kernel.js';
import { readJson, writeJson } from '../guest/json-file.js';
import { kernelFileFor, type Machine } from './machine.js';
import type { Qemu } from './qemu-program.js';
import { Stall } from './stall.js';
import { GUEST_ENDED_CODE, Vmm, type VmmEnd } from './vmm.js';

export type AcceleratorRequest = 'auto' | 'kvm' | 'tcg';

const acceleratorChoice = z.object({
  accelerator: z.enum(['kvm', 'tcg']),
  /** Why this one, in words for the report. */
  reason: z.string(),
  /** QEMU's `-cpu`. */
  cpuModel: z.string(),
});

export type AcceleratorChoice = z.infer<typeof acceleratorChoice>;

export interface ProbeSubject {
  readonly qemu: Qemu;
  readonly launcher: string;
  readonly machine: Machine;
  readonly kernel: GuestKernel;
  readonly initramfs: string;
}

const DEVICE = '/dev/kvm';
/** Not every host can give a guest all of its CPU's registers: QEMU then aborts at the first model. */
const KVM_CPU_MODELS = ['host', 'host,-arch-capabilities'];
const TCG_CPU_MODEL = 'max';
/** Real KVM is through in under a second; KVM inside software emulation takes 10 to 20 s and is never silent for more than 5. */
const SILENCE_MS = 10_000;
const PROBE_DEADLINE_MS = 60_000;
const TICK_MS = 1_000;
const PROBE_MEMORY_BYTES = 256 * 1024 * 1024;
const STALLED = `${DEVICE} opens, but a test guest stalled in its boot (silent for ${String(SILENCE_MS / 1000)} s)`;
const PROBE_CMDLINE = 'console=ttyS0 panic=-1 -- probe';

/**
 * The accelerator to use. KVM's probe is made once per host boot, QEMU and kernel, and kept in the cache.
 * @throws InstanceError `vmm-failed` – `kvm` was asked for and does not work
 */
export async function chooseAccelerator(request: AcceleratorRequest, subject: ProbeSubject): Promise<AcceleratorChoice> {
  if (request === 'tcg') return emulation('software emulation was asked for');
  const choice = await probeOnce(subject);
  if (request === 'kvm' && choice.accelerator !== 'kvm') {
    throw new InstanceError('vmm-failed', `KVM was asked for and does not work here: ${choice.reason}`, {
      step: 'accelerator',
    });
  }
  return choice;
}

async function probeOnce(subject: ProbeSubject): Promise<AcceleratorChoice> {
  const blocked = await whyBlocked();
  // Not kept: the user may fix it at any time.
  if (blocked !== undefined) return emulation(blocked);
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const { qemu, machine, kernel, initramfs } = subject;
  const key = cacheKey(bootId, qemu.version, machine.id, kernel.digest, placeInCache(initramfs));
  const file = path.join(cacheFolder('accelerator'), `${key}.json`);
  const known = await readJson(file, acceleratorChoice);
  if (known !== undefined) return known;
  const choice = await probeKvm(subject);
  await writeJson(file, choice);
  return choice;
}

/** Why /dev/kvm cannot even be opened; absent when it can. */
async function whyBlocked(): Promise<string | undefined> {
  try {
    await access(DEVICE, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT'))
      return `${DEVICE} is absent: this host offers no hardware virtualization, or the kvm module is not loaded`;
    return `${DEVICE} may not be opened by this user; join the group that owns it (usermod -aG kvm USER) and log in again`;
  }
}

async function probeKvm(subject: ProbeSubject): Promise<AcceleratorChoice> {
  let reason = '';
  for (const cpuModel of KVM_CPU_MODELS) {
    const outcome = await bootProbe(subject, cpuModel);
    if (outcome === undefined) return { accelerator: 'kvm', reason: 'a test guest booted to its end', cpuModel };
    reason = outcome.reason;
    if (!outcome.aborted) break;
  }
  return emulation(reason);
}

/** Undefined when the guest reached its init and ended itself there. */
async function bootProbe(subject: ProbeSubject, cpuModel: string): Promise<{ aborted: boolean; reason: string } | undefined> {
  const { qemu, launcher, machine, kernel, initramfs } = subject;
  const size = { vcpus: 1, memoryBytes: PROBE_MEMORY_BYTES };
  const boot = { kernel: kernelFileFor(machine, kernel), initramfs, cmdline: PROBE_CMDLINE };
  const stall = new Stall({ tickMs: TICK_MS, silenceMs: SILENCE_MS, deadlineMs: PROBE_DEADLINE_MS });
  const vmm = new Vmm(
    { id: 'probe', machine, accelerator: 'kvm', cpuModel, ...size, ...boot },
    { launcher, qemu: qemu.path },
    { onConsole: () => stall.progress(), onPaused: () => vmm.kill() },
  );
  void stall.reached.then(() => vmm.kill());
  // A QEMU that refuses shows that by its end.
  await vmm.resume(PROBE_DEADLINE_MS).catch(() => undefined);
  const end = await vmm.ended;
  stall.stop();
  vmm.close();
  return stall.isReached ? { aborted: false, reason: STALLED } : judge(end, vmm);
}

function judge({ exit, error }: VmmEnd, vmm: Vmm): { aborted: boolean; reason: string } | undefined {
  if (exit?.kind === 'exited' && exit.code === GUEST_ENDED_CODE) return undefined;
  const message = error?.message ?? vmm.stderrTail.split('\n').find((line) => line.trim() !== '') ?? 'no message';
  return { aborted: true, reason: `${DEVICE} opens, but QEMU with KVM gave up: ${message.trim().slice(0, 200)}` };
}

function emulation(reason: string): AcceleratorChoice {
  return { accelerator: 'tcg', reason, cpuModel: TCG_CPU_MODEL };
}
