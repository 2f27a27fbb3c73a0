import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Image } from '../../runtimes/images/image.js';
import type { Instance, InstanceSpec, Mark, MarkName } from '../../runtimes/runtime.js';
import { scratchFolder } from '../../tests/scratch.js';
import { QemuRuntime } from './qemu-runtime.js';

const APPLETS = ['sh', 'cat', 'uname', 'id', 'sleep', 'head', 'mount', 'hostname', 'sync', 'dd', 'ls'];
const MIB = 1024 * 1024;

const folder = scratchFolder('tw-vm-test-');
let image: Image;
let runtime: QemuRuntime;
let trials = 0;

interface Trial {
  readonly instance: Instance;
  readonly directory: string;
  readonly stdout: Buffer[];
  readonly marks: Mark[];
}

/** Also of a test that failed, and is tried again. */
const started: Instance[] = [];

async function start(script: string, overrides: Partial<InstanceSpec> = {}, machine = runtime): Promise<Trial> {
  trials += 1;
  const id = `vm-test-${String(trials)}`;
  const directory = path.join(folder, id);
  await mkdir(directory);
  const stdout: Buffer[] = [];
  const marks: Mark[] = [];
  const instance = await machine.start({
    id,
    image,
    command: { argv: ['sh', '-c', script], env: { PATH: '/bin' }, cwd: '/', uid: 0, gid: 0 },
    resources: { memoryBytes: 256 * MIB, cpus: 2, pidsMax: 256 },
    directory,
    deadlines: { bootMs: 60_000, stopMs: 20_000 },
    onStdout: (chunk) => void stdout.push(chunk),
    onStderr: () => undefined,
    onMark: (mark) => void marks.push(mark),
    ...overrides,
  });
  started.push(instance);
  return { instance, directory, stdout, marks };
}

function msBetween({ marks }: Trial, from: MarkName, to: MarkName): number {
  const at = (name: MarkName) => marks.find((mark) => mark.name === name)?.atNs ?? 0n;
  return Number(at(to) - at(from)) / 1e6;
}

async function expectGone({ instance, directory }: Trial): Promise<void> {
  await expect(stat(directory)).rejects.toThrow('ENOENT');
  expect(() => process.kill(instance.subjects.vmmPid ?? 0, 0)).toThrow('ESRCH');
}

beforeAll(async () => {
  const rootfs = path.join(folder, 'rootfs');
  for (const name of ['bin', 'proc', 'sys', 'dev', 'tmp']) await mkdir(path.join(rootfs, name), { recursive: true });
  await copyFile('/usr/bin/busybox', path.join(rootfs, 'bin', 'busybox'));
  for (const applet of APPLETS) await symlink('busybox', path.join(rootfs, 'bin', applet));
  // By content, so that the next run finds its disk in the cache.
  const hash = createHash('sha256').update(await readFile('/usr/bin/busybox'));
  const digest = `sha256:${hash.update(APPLETS.join(' ')).digest('hex')}`;
  image = { digest, rootfs, sizeBytes: 1, config: { argv: ['sh'], env: {}, cwd: '/' } };
  runtime = new QemuRuntime({ accelerator: 'tcg', vcpus: 2 });
  await runtime.prepare(image);
});

afterEach(async () => {
  for (const instance of started.splice(0)) await instance.stop();
});

describe('QemuRuntime', () => {
  it('runs a command in a kernel of its own and gives back its exit code', async () => {
    const trial = await start('uname -r; hostname; id -u; ls /; exit 7');
    await trial.instance.ready;
    expect(await trial.instance.exited).toMatchObject({ kind: 'exited', code: 7 });
    const facts = await runtime.facts();
    const lines = Buffer.concat(trial.stdout).toString().trim().split('\n');
    expect(facts.vm?.['kernel']).toMatchObject({ release: lines[0], digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    expect(lines.slice(1)).toEqual([trial.instance.id, '0', 'bin', 'dev', 'proc', 'sys', 'tmp']);
    expect(lines[0]).not.toBe(spawnSync('uname', ['-r']).stdout.toString().trim());
    await trial.instance.stop();
    await expectGone(trial);
    expect(trial.marks.map(({ name }) => name)).toEqual([
      'spawn',
      'launcher-start',
      'guest-resumed',
      'supervisor-start',
      'ready',
      'workload-exit',
      'stop-requested',
      'stopped',
    ]);
    expect([...trial.marks].sort((a, b) => Number(a.atNs - b.atNs))).toEqual(trial.marks);
  });

  it('carries 10 MB of random bytes through stdin and stdout unchanged', async () => {
    const bytes = randomBytes(10_000_000);
    const trial = await start('cat');
    await trial.instance.ready;
    await trial.instance.writeStdin(bytes);
    trial.instance.endStdin();
    expect(await trial.instance.exited).toMatchObject({ kind: 'exited', code: 0 });
    await trial.instance.stop();
    expect(Buffer.concat(trial.stdout).equals(bytes)).toBe(true);
  });

  it('writes to a fresh disk, keeps the image as it was, and reports failed execs and signals', async () => {
    const first = await start('echo x > /marker; sync; ls /; kill -9 $$');
    expect(await first.instance.exited).toMatchObject({ kind: 'signaled', code: 9 });
    await first.instance.stop();
    expect(Buffer.concat(first.stdout).toString()).toContain('marker');
    expect(await readdir(image.rootfs)).not.toContain('marker');
    const command = { argv: ['/no/such/program'] as const, env: {}, cwd: '/', uid: 0, gid: 0 };
    const second = await start('', { command });
    expect(await second.instance.exited).toMatchObject({ kind: 'exec-failed', code: 2 });
    await second.instance.stop();
  });

  it('relays the marks of the workload', async () => {
    const trial = await start('for m in S B E; do echo -n $m >&$TWINBENCH_MARK_FD; done');
    await trial.instance.exited;
    await trial.instance.stop();
    const names = trial.marks.map(({ name }) => name);
    expect(names.slice(5, 9)).toEqual(['workload-start', 'window-start', 'window-end', 'workload-exit']);
  });

  it('counts the flushes that the guest sends: one for each fsync at least, none when the guest believes its disk has no cache', async () => {
    const fsyncs = 6;
    const flushes = async (before: string) => {
      const write = 'dd if=/dev/zero of=/file-$n bs=64k count=1 conv=fsync 2>/dev/null';
      const trial = await start(`${before}; for n in 1 2 3 4 5 6; do ${write}; done; echo written; sleep 1000`);
      await vi.waitUntil(() => Buffer.concat(trial.stdout).includes('written'), { timeout: 60_000, interval: 20 });
      const view = await trial.instance.guestView();
      await trial.instance.stop();
      return { count: view?.['disk.vdb.flushes'], writtenBytes: view?.['disk.vdb.writtenBytes'] };
    };
    const honest = await flushes('true');
    expect(honest.count).toBeGreaterThanOrEqual(fsyncs);
    expect(honest.writtenBytes).toBeGreaterThan(fsyncs * 64 * 1024);
    const broken = await flushes('mount -o remount,rw /sys && echo write through >/sys/block/vdb/queue/write_cache');
    expect(broken.count).toBeLessThan(fsyncs);
    expect(broken.writtenBytes).toBeGreaterThan(fsyncs * 64 * 1024);
  });

  it('gives the memory as the guest sees it', async () => {
    const trial = await start('sleep 1000');
    await trial.instance.ready;
    const view = await trial.instance.guestView();
    expect(view?.['MemTotal']).toBeGreaterThan(200 * MIB);
    expect(view?.['MemTotal']).toBeLessThan(256 * MIB);
    expect(view?.['workload.pss']).toBeGreaterThan(0);
    expect(view?.['supervisor.anon']).toBeGreaterThan(0);
    expect(view?.['disk.vda.readBytes']).toBeGreaterThan(0);
    expect(view?.['disk.vda.writtenBytes']).toBe(0);
    expect(view?.['disk.vdb.writtenBytes']).toBeGreaterThan(0);
    expect(view?.['disk.vdb.flushes']).toBeGreaterThanOrEqual(0);
    expect(view?.['disk.vdb.writeBack']).toBe(1);
    await trial.instance.stop();
    await expectGone(trial);
  });

  it('shows an injected delay in its own part of the boot and in no other', async () => {
    const delayMs = 3_000;
    const trial = await start('exit 0', { delaysMs: { init: delayMs } });
    await trial.instance.exited;
    await trial.instance.stop();
    expect(msBetween(trial, 'supervisor-start', 'ready')).toBeGreaterThan(delayMs);
    const delayed = await start('exit 0', { delaysMs: { vmm: delayMs } });
    await delayed.instance.exited;
    await delayed.instance.stop();
    expect(msBetween(delayed, 'launcher-start', 'guest-resumed')).toBeGreaterThan(delayMs);
    expect(msBetween(delayed, 'supervisor-start', 'ready')).toBeLessThan(delayMs);
    expect(msBetween(trial, 'launcher-start', 'guest-resumed')).toBeLessThan(delayMs);
  });

  it('ends a boot that takes too long, says where it was, and leaves nothing', async () => {
    const trial = await start('exit 0', { deadlines: { bootMs: 300, stopMs: 10_000 } });
    await expect(trial.instance.ready).rejects.toMatchObject({ code: 'boot-timed-out' });
    await expect(trial.instance.exited).rejects.toThrow(/within 300 ms: it hung before/);
    await trial.instance.stop();
    await expectGone(trial);
  });

  it('recognises a panic of the guest kernel', async () => {
    const trial = await start('echo c > /proc/sysrq-trigger; sleep 1000');
    await trial.instance.ready;
    const lost = await trial.instance.exited.catch((error: Error) => error);
    expect(lost).toMatchObject({
      code: 'instance-lost',
      message: expect.stringMatching(/^The guest kernel panicked .*: sysrq triggered crash/),
    });
    expect(trial.instance.diagnostics()).toContain('Kernel panic');
    await trial.instance.stop();
    await expectGone(trial);
  });

  it('reports a QEMU that is killed while the workload runs', async () => {
    const trial = await start('sleep 1000');
    await trial.instance.ready;
    process.kill(trial.instance.subjects.vmmPid ?? 0, 'SIGKILL');
    await expect(trial.instance.exited).rejects.toThrow(/QEMU ended while the workload ran: killed by signal 9/);
    await trial.instance.stop();
    await expectGone(trial);
  });

  it('stops a guest whose processes ignore TERM, and one that still boots', async () => {
    const stubborn = await start('trap "" TERM; while :; do sleep 1; done');
    await stubborn.instance.ready;
    await Promise.all([stubborn.instance.stop(), stubborn.instance.stop()]);
    await expectGone(stubborn);
    await expect(stubborn.instance.exited).rejects.toThrow(/was stopped/);
    const booting = await start('exit 0');
    await booting.instance.stop();
    await expectGone(booting);
  });

  it('boots the smallest guest that it accepts, and refuses less', async () => {
    const resources = { memoryBytes: 128 * MIB, cpus: 1, pidsMax: 64 };
    const trial = await start('exit 5', { resources });
    expect(await trial.instance.exited).toMatchObject({ code: 5 });
    await trial.instance.stop();
    const tooSmall = start('exit 5', { resources: { ...resources, memoryBytes: 64 * MIB } });
    await expect(tooSmall).rejects.toThrow('64 MiB of memory are too little for a VM; it needs at least 128 MiB');
    expect(await readdir(folder)).toEqual(['rootfs']);
  });
});
