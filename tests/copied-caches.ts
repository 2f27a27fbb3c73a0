/**
 * Once before the tests that run side by side: fills the cache, and copies it for each worker but the first. A fresh cache takes a kernel, an
 * image and a guest's boot, which are had once this way; the copies lie on the cache's own disk and are gone afterwards.
 */
import { execFileSync } from 'node:child_process';
import { type Dirent, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { findWorkRoot } from '../bench/harness/host-session.js';
import { cacheRoot } from '../runtimes/cache.js';
import { twinbench } from './twinbench.js';

/** Made by a guest's first boot, after all else that it needs. */
const LAST_FILLED = 'accelerator';

/** How many workers there are; set once, for each project of the tests asks, in one process. */
const WORKERS = 'TWINBENCH_TEST_WORKERS';
const copies: string[] = [];

/** Does not begin with the cache's own path, by which tests tell what is theirs. */
export function copiedCache(slot: number): string {
  return path.join(path.dirname(cacheRoot()), `.${path.basename(cacheRoot())}-${String(slot)}`);
}

/** Who holds it has the turn of that name. */
export function turnFile(name: string): string {
  return path.join(path.dirname(cacheRoot()), `.${path.basename(cacheRoot())}-${name}.turn`);
}

/** Numbers of the workers, from 1. */
export function slotsOfThisRun(): number[] {
  return Array.from({ length: Number(process.env[WORKERS] ?? 1) }, (_, index) => index + 1);
}

export async function setup({ config }: TestProject): Promise<void> {
  if (process.env[WORKERS] !== undefined) return;
  process.env[WORKERS] = String(config.maxWorkers);
  copies.push(...slotsOfThisRun().slice(1).map(copiedCache));
  await teardown();
  if (copies.length > 0) await fill();
  copies.forEach(copyTo);
}

/** Not at once, as by rmSync: vitest, which has to hear of its workers' ends meanwhile, would be deaf for seconds. */
export async function teardown(): Promise<void> {
  const locks = [...slotsOfThisRun().map((slot) => `${copiedCache(slot)}.slot`), turnFile('guests')];
  for (const place of [...locks, ...copies]) await rm(place, { recursive: true, force: true });
}

async function fill(): Promise<void> {
  if (existsSync(path.join(cacheRoot(), LAST_FILLED))) return;
  const { code, stderr } = await twinbench(['exec', '--environment', 'vm', '--', 'true']);
  if (code !== 0) process.stderr.write(`the cache could not be filled beforehand (exit code ${String(code)}):\n${stderr}`);
}

/** Of the lab, whose tests run alone. */
const LAB_KINDS = ['lab-host', 'lab-cache'];

/**
 * All but what belongs to processes or to the lab, which is gigabytes. By cp, which keeps the times of files to the nanosecond: by those it is told
 * that they are as they were made, without reading them.
 */
function copyTo(target: string): void {
  const sources = foldersOfCache().map(({ name }) => path.join(cacheRoot(), name));
  mkdirSync(target, { recursive: true });
  if (sources.length > 0) execFileSync('cp', ['--archive', '--target-directory', target, '--', ...sources]);
}

function foldersOfCache(): Dirent[] {
  const folders = readdirSync(cacheRoot(), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.filter(({ name }) => path.join(cacheRoot(), name) !== findWorkRoot() && !LAB_KINDS.includes(name));
}

/** What commands found out about this host, for later runs to carry. */
const FINDINGS = ['calibration', 'isolation', 'noise-floor'];

/** A cache without findings, so that none but the test's own are carried; all else is that of the cache in use. Absolute. */
export function cacheWithoutFindings(target: string): string {
  mkdirSync(target);
  for (const { name } of foldersOfCache())
    if (!FINDINGS.includes(name)) symlinkSync(path.join(cacheRoot(), name), path.join(target, name));
  return target;
}
