/** The built-in image made for real, and every workload run in it by chroot. */
import { appendFileSync, chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { run } from '../process.js';
import { builtinImage, NODE, WORKLOAD_PROGRAM } from './builtin.js';
import type { Image } from './image.js';
import { checkImage, verifyImage } from './store.js';

const caches: string[] = [];
const isRoot = process.getuid?.() === 0;
let image: Image;

function freshCache(): void {
  const cache = mkdtempSync(path.join(tmpdir(), 'twinbench-image-'));
  caches.push(cache);
  vi.stubEnv('TWINBENCH_CACHE', cache);
}

beforeAll(async () => {
  freshCache();
  image = await builtinImage();
});

afterEach(() => {
  vi.stubEnv('TWINBENCH_CACHE', caches[0]);
});

afterAll(() => {
  vi.unstubAllEnvs();
  for (const cache of caches) rmSync(cache, { recursive: true });
});

/** In a mount namespace of its own, with devices and a writable folder over the image, which stays as it is. */
async function inside(...argv: string[]): Promise<string> {
  const script = 'mount --bind /dev "$1/dev" && mount -t tmpfs none "$1/var/tmp" && exec chroot "$@"';
  const command = ['sh', '-c', script, 'sh', image.rootfs, ...argv];
  const path = `PATH=${image.config.env['PATH'] ?? ''}`;
  const { stdout } = await run('env', ['-i', path, 'unshare', '--mount', ...command], { deadlineMs: 30_000 });
  return stdout;
}

test('a second look finds the same image, and its files are as they were made', async () => {
  expect(await builtinImage()).toEqual(image);
  await checkImage(image);
  await verifyImage(image);
});

test('another cache gets the same digest', async () => {
  freshCache();
  const other = await builtinImage();
  expect(other.digest).toBe(image.digest);
  expect(other.rootfs).not.toBe(image.rootfs);
});

test('two makers at once get the same image', async () => {
  freshCache();
  const [one, two] = await Promise.all([builtinImage(), builtinImage()]);
  expect(two).toEqual(one);
  await verifyImage(one);
});

test('an image that was changed is made anew', async () => {
  freshCache();
  const spoiled = await builtinImage();
  const file = path.join(spoiled.rootfs, 'etc/hosts');
  chmodSync(file, 0o644);
  appendFileSync(file, '10.0.0.1\tother\n');
  const anew = await builtinImage();
  expect(anew.digest).toBe(image.digest);
  await verifyImage(anew);
});

const asRoot = test.runIf(isRoot);
const reason = isRoot ? '' : ' (skipped: chroot needs root)';

asRoot(`the shell and its applets run inside${reason}`, async () => {
  expect(await inside('/bin/sh', '-c', 'id -u; ls / | head -2; true')).toBe('0\nbin\ndev\n');
});

const report = z.object({
  operations: z.number(),
  windowNs: z.number(),
  samplesNs: z.array(z.number()),
  verified: z.literal(true),
});

for (const id of ['cpu-hash', 'json', 'compress', 'memory-copy', 'file-io', 'process-spawn', 'loopback-http']) {
  asRoot(`${id} runs inside and its answer is right${reason}`, async () => {
    const { operations, windowNs, samplesNs } = report.parse(
      JSON.parse(await inside(NODE, WORKLOAD_PROGRAM, id, '--window-ms', '300')),
    );
    expect(operations).toBeGreaterThan(0);
    expect(samplesNs).toHaveLength(operations);
    expect(windowNs).toBeGreaterThanOrEqual(300e6);
  });
}

asRoot(`idle waits for its window${reason}`, async () => {
  const { operations, windowNs } = report.parse(JSON.parse(await inside(NODE, WORKLOAD_PROGRAM, 'idle', '--window-ms', '300')));
  expect(operations).toBe(0);
  expect(windowNs).toBeGreaterThanOrEqual(299e6);
});

asRoot(`nothing that ran inside changed the image${reason}`, async () => {
  await checkImage(image);
});

asRoot(`marks leave in order through the given descriptor${reason}`, async () => {
  const script = `TWINBENCH_MARK_FD=5 ${NODE} ${WORKLOAD_PROGRAM} json --window-ms 50 5>/var/tmp/marks >/dev/null; cat /var/tmp/marks; rm /var/tmp/marks`;
  expect(await inside('/bin/sh', '-c', script)).toBe('SBE');
});

asRoot(`a workload that does not exist is refused by name${reason}`, async () => {
  await expect(inside(NODE, WORKLOAD_PROGRAM, 'nothing', '--window-ms', '1')).rejects.toThrow('unknown workload nothing');
});
