/**
 * How long a VM takes from its launcher's first instruction until its supervisor is ready: the machine that we use against q35 with SeaBIOS
 * and a bzImage, with the same kernel, initramfs, command line, accelerator, memory and disks, in one interleaved run. And how often a boot
 * in a row does not come.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../../runtimes/environment.js';
import { InstanceError } from '../../runtimes/errors.js';
import type { Image } from '../../runtimes/images/image.js';
import type { Mark } from '../../runtimes/runtime.js';
import { QemuRuntime } from '../../vm/qemu/qemu-runtime.js';
import { compileProgram } from './stamped-program.js';

/** Milliseconds of each boot in the order in which they were made; a boot that did not come has none. */
export interface VmStarts {
  readonly ours: number[];
  readonly baseline: number[];
  /** Boots that did not come, as text. */
  readonly failures: string[];
}

export interface VmBootsInARow {
  readonly boots: number;
  readonly timedOut: number;
  /** Everything but a time-out. */
  readonly failures: string[];
}

export interface VmStartOptions {
  /** Boots of each. */
  readonly rounds: number;
  /** Pause before each boot, as between real trials. */
  readonly pauseMs: number;
}

const COMMAND = '/bin/first-instruction';
const BOOT_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 20_000;
const MEMORY_BYTES = 512 * 1024 * 1024;
const CPUS = 2;

/** @throws Error – QEMU or the kernel is missing */
export async function measureVmStarts({ rounds, pauseMs }: VmStartOptions): Promise<VmStarts> {
  const starts: VmStarts = { ours: [], baseline: [], failures: [] };
  await withImage(async (image, folder) => {
    const ours = await prepared(image, new QemuRuntime({ accelerator: 'auto', vcpus: CPUS, universalInitramfs: true }));
    const q35 = { accelerator: 'auto', vcpus: CPUS, universalInitramfs: true, machine: 'q35-bzimage' } as const;
    const baseline = await prepared(image, new QemuRuntime(q35));
    for (let round = 0; round < rounds; round++) {
      const pair = [[ours, starts.ours] as const, [baseline, starts.baseline] as const];
      for (const [runtime, durations] of round % 2 === 0 ? pair : pair.reverse()) {
        await sleep(pauseMs);
        const boot = await bootOnce(runtime, image, folder);
        if (typeof boot === 'number') durations.push(boot);
        else starts.failures.push(boot.message);
      }
    }
  });
  return starts;
}

/** Boots one VM after the other, as real trials do. @throws Error – QEMU or the kernel is missing */
export async function countVmBoots(boots: number, onBoot: (done: number) => void = () => undefined): Promise<VmBootsInARow> {
  let timedOut = 0;
  const failures: string[] = [];
  await withImage(async (image, folder) => {
    const runtime = await prepared(image, new QemuRuntime({ accelerator: 'auto', vcpus: CPUS }));
    for (let done = 1; done <= boots; done++) {
      const boot = await bootOnce(runtime, image, folder);
      if (typeof boot !== 'number' && boot.code === 'boot-timed-out') timedOut += 1;
      else if (typeof boot !== 'number') failures.push(boot.message);
      onBoot(done);
    }
  });
  return { boots, timedOut, failures };
}

async function prepared(image: Image, runtime: QemuRuntime): Promise<QemuRuntime> {
  await runtime.prepare(image);
  return runtime;
}

async function withImage(work: (image: Image, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(temporaryFolder(), 'twinbench-self-vm-'));
  try {
    const rootfs = path.join(folder, 'rootfs');
    mkdirSync(path.join(rootfs, 'bin'), { recursive: true });
    await compileProgram('first-instruction.c', path.join(rootfs, COMMAND), ['-nostdlib', '-fno-stack-protector']);
    const digest = `sha256:${createHash('sha256')
      .update(readFileSync(path.join(rootfs, COMMAND)))
      .digest('hex')}`;
    await work({ digest, rootfs, sizeBytes: 0, config: { argv: [COMMAND], env: {}, cwd: '/' } }, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds, or why it did not boot; nothing of the VM is left either way. */
async function bootOnce(runtime: QemuRuntime, image: Image, folder: string): Promise<number | InstanceError> {
  const marks: Mark[] = [];
  const instance = await runtime.start({
    id: 'bench-self-vm',
    image,
    command: { argv: [COMMAND], env: {}, cwd: '/', uid: 0, gid: 0 },
    resources: { memoryBytes: MEMORY_BYTES, cpus: CPUS, pidsMax: 512 },
    directory: mkdtempSync(path.join(folder, 'instance-')),
    deadlines: { bootMs: BOOT_DEADLINE_MS, stopMs: STOP_DEADLINE_MS },
    onStdout: () => undefined,
    onStderr: () => undefined,
    onMark: (mark) => void marks.push(mark),
  });
  try {
    await instance.ready;
    return Number(findInstant(marks, 'ready') - findInstant(marks, 'launcher-start')) / 1e6;
  } catch (error) {
    if (error instanceof InstanceError) return error;
    throw error;
  } finally {
    await instance.stop();
  }
}

function findInstant(marks: readonly Mark[], name: Mark['name']): bigint {
  const mark = marks.find((one) => one.name === name);
  if (mark === undefined) throw new Error(`The VM signalled no ${name}`);
  return mark.atNs;
}
