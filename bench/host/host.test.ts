import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { host as hostSchema } from '../contract/host.js';
import { checkOverlay } from './check-kernel.js';
import { checkPrerequisites } from './doctor.js';
import { findFileSystem, freeBytes, parseMount } from './filesystem.js';
import { collectHost, computeFingerprint, findVirtualization } from './host.js';

const MOUNTINFO = `22 1 254:0 / / rw - ext4 /dev/vda rw
30 22 0:26 / /tmp rw - tmpfs tmpfs rw
31 22 0:27 / /a\\040b rw,noexec - xfs /dev/vdb rw
32 30 0:28 / /tmp/disk rw - ext4 /dev/vdc rw
`;

test('the file system is that of the longest mount point above a path', () => {
  expect(parseMount('/home/user', MOUNTINFO).type).toBe('ext4');
  expect(parseMount('/tmp', MOUNTINFO).type).toBe('tmpfs');
  expect(parseMount('/tmporary', MOUNTINFO).type).toBe('ext4');
  expect(parseMount('/tmp/disk/x', MOUNTINFO).type).toBe('ext4');
  expect(parseMount('/a b/c', MOUNTINFO)).toEqual({ type: 'xfs', options: ['rw', 'noexec'] });
});

test('a folder that does not exist yet lies where its parent does', () => {
  expect(findFileSystem('/proc/none/such').type).toBe('proc');
  expect(freeBytes(path.join(tmpdir(), 'none', 'such'))).toBeGreaterThan(0);
  expect(findFileSystem('/dev/shm')).toMatchObject({ memoryBacked: true });
});

const context = {
  cgroupLayout: 'hybrid',
  kvm: { present: true, usable: false, reason: 'guest stalled' },
  workFolder: tmpdir(),
} as const;

test("this host's facts are complete and valid, and hold nothing that identifies the machine", async () => {
  const host = hostSchema.strict().parse(await collectHost(context));
  expect(host.cpu.threads).toBeGreaterThan(0);
  expect(host.cpu.online).toMatch(/^\d/);
  expect(host.memoryBytes).toBeGreaterThan(0);
  expect(host.kernel.release).toMatch(/^\d+\.\d+/);
  expect(host.tools['node']).toBe(process.version);
  expect(host.fingerprint).toMatch(/^[0-9a-f]{16}$/);
});

test('the fingerprint follows what decides comparability, and not the load', async () => {
  const host = await collectHost(context);
  const busier = { ...host, noise: { ...host.noise, loadAverage: 99 } };
  expect(computeFingerprint(busier)).toBe(host.fingerprint);
  expect(computeFingerprint({ ...host, kernel: { ...host.kernel, release: '1.0' } })).not.toBe(host.fingerprint);
});

test('the doctor names every finding once, and a command or step for each that is not fine', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'twinbench-doctor-test-'));
  const checks = await checkPrerequisites({
    cacheFolder: folder,
    workFolder: tmpdir(),
    cgroups: { reason: 'not writable' },
    kvm: context.kvm,
    spared: ['/cache/closed: Twinbench did not make it'],
  });
  rmSync(folder, { recursive: true });
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  for (const { status, mend } of checks) expect(mend === undefined).toBe(status === 'ok');
  const status = Object.fromEntries(checks.map((check) => [check.id, check.status]));
  expect(status).toMatchObject({
    node: 'ok',
    'npm-dependencies': 'ok',
    cgroups: 'degraded',
    kvm: 'degraded',
    flock: 'ok',
    execution: 'ok',
  });
  expect(checks.find(({ id }) => id === 'leftovers')).toMatchObject({
    status: 'degraded',
    detail: expect.stringContaining('/cache/closed'),
  });
});

test('without the program mount the doctor says that it tried no overlay, not that there is none', async () => {
  vi.stubEnv('PATH', tmpdir());
  const check = await checkOverlay({ cacheFolder: tmpdir(), workFolder: tmpdir(), cgroups: { reason: 'not writable' } });
  vi.unstubAllEnvs();
  expect(check).toMatchObject({ status: 'degraded', detail: expect.stringContaining('mount is not installed') as unknown });
});

test.each([
  [{ virtual: true, virtualHost: 'KVM' }, 'fpu hypervisor', 'KVM'],
  [{ virtual: true }, 'fpu', 'unknown'],
  [{ virtual: false }, 'fpu vme hypervisor lahf_lm', 'unknown'],
  [{ virtual: false }, 'fpu vme', 'none'],
])('a host under a hypervisor is one, whoever tells: %o, %s', (system, flags, found) => {
  expect(findVirtualization(system, { flags })).toBe(found);
});
