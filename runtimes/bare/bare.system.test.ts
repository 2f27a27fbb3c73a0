import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname, release } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { detectCgroups } from '../cgroup.js';
import type { Image } from '../images/image.js';
import { makeBusyboxImage } from '../launcher/fixtures/busybox-image.js';
import { trialFolder } from '../launcher/fixtures/trial-folder.js';
import { MEBIBYTE, Trial, type TrialOptions } from '../launcher/fixtures/trial-instance.js';
import { BareRuntime } from './bare-runtime.js';

const runtime = new BareRuntime();
const hasCgroups = (await detectCgroups()).site !== undefined;
const isRoot = process.getuid?.() === 0;
const base = trialFolder('tw-bare-');
let image: Image;

function shell(line: string, options?: TrialOptions): ReturnType<typeof Trial.run> {
  return Trial.run(runtime, image, base, ['sh', '-c', line], options);
}

beforeAll(async () => {
  image = await makeBusyboxImage(path.join(base, 'rootfs'));
  await runtime.prepare();
});

describe('a bare instance', () => {
  it('runs a command in the image and tells its exit code', async () => {
    const { exit, trial } = await shell('uname -r; cat /etc/origin; hostname; exit 7');
    expect(exit).toMatchObject({ kind: 'exited', code: 7 });
    expect(trial.text).toBe(`${release()}\nimage\n${hostname()}\n`);
  });

  it('carries 10 MB through stdin and stdout unchanged', async () => {
    const bytes = randomBytes(10 * MEBIBYTE);
    const trial = await Trial.start(runtime, image, base, ['cat']);
    await trial.feed(bytes);
    expect(trial.stdout.equals(bytes)).toBe(true);
  });

  it("is in the host's namespaces, but for its mounts", async () => {
    const shared = ['pid', 'net', 'uts', 'ipc', 'cgroup'];
    const { trial } = await shell(`for n in ${shared.join(' ')}; do readlink /proc/self/ns/$n; done`);
    expect(trial.text.trim().split('\n')).toEqual(shared.map((name) => readlinkSync(`/proc/self/ns/${name}`)));
  });

  it.runIf(isRoot)('has all privileges and no system call filter', async () => {
    const { trial } = await shell('grep -E "^(CapEff|NoNewPrivs|Seccomp):" /proc/self/status');
    const own = readFileSync('/proc/self/status', 'utf8');
    expect(trial.text).toContain(/^CapEff:.*$/m.exec(own)?.[0]);
    expect(trial.text).toMatch(/NoNewPrivs:\s+0\nSeccomp:\s+0\n/);
  });

  it('writes into its own folder, has a /tmp of its own, and leaves neither a mount nor a file', async () => {
    const name = `tw-bare-${String(process.pid)}`;
    const { trial } = await shell(`echo changed > /etc/origin; echo x > /tmp/${name}; cat /etc/origin; ls /dev | grep -c null`);
    expect(trial.text).toBe('changed\n1\n');
    expect(readFileSync(path.join(image.rootfs, 'etc', 'origin'), 'utf8')).toBe('image\n');
    expect(existsSync(path.join('/tmp', name))).toBe(false);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(trial.directory);
    expect(existsSync(trial.directory)).toBe(false);
  });

  it('ends whatever its workload has started, in sessions of their own too', async () => {
    const trial = await Trial.start(runtime, image, base, ['sh', '-c', 'setsid sleep 4321 & setsid sleep 4321 & echo up; wait']);
    await expect.poll(() => trial.text, { timeout: 10_000 }).toBe('up\n');
    const pids = (await trial.cgroup?.pids()) ?? [];
    await trial.instance.stop();
    expect(pids.filter((pid) => existsSync(`/proc/${String(pid)}`))).toEqual([]);
    expect(trial.marks.at(-1)?.name).toBe('stopped');
  });

  it('marks no isolation', async () => {
    const { trial } = await shell('true', { delaysMs: { launch: 300 } });
    const order = ['spawn', 'launcher-start', 'supervisor-start', 'ready', 'workload-exit', 'stop-requested', 'stopped'];
    const inTime = trial.marks.toSorted((a, b) => Number(a.atNs - b.atNs));
    expect(inTime.map(({ name }) => name)).toEqual(order);
    expect(trial.between('launcher-start', 'supervisor-start')).toBeGreaterThanOrEqual(300);
  });

  it.runIf(hasCgroups)('is killed at its memory limit', async () => {
    const { exit, trial } = await shell('exec tail /dev/zero', { memoryBytes: 32 * MEBIBYTE });
    expect(exit).toMatchObject({ kind: 'signaled', code: 9 });
    expect(await trial.cgroup?.oomKills()).toBeGreaterThan(0);
  });
});
