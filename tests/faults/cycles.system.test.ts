import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Table from 'cli-table3';
import { beforeAll, expect, it } from 'vitest';
import type { Image } from '../../runtimes/images/image.js';
import { makeBusyboxImage } from '../../runtimes/launcher/fixtures/busybox-image.js';
import { trialFolder } from '../../runtimes/launcher/fixtures/trial-folder.js';
import { Trial } from '../../runtimes/launcher/fixtures/trial-instance.js';
import { NamespaceRuntime } from '../../runtimes/namespace/namespace-runtime.js';
import { leftBehind, listThings, names, numbersIn, parentGroups, read, Scope } from './leaks.js';
import { readChildren } from './processes.js';

const WARMUP_CYCLES = 200;
const CYCLES = 1_000;
/** Memory is read so often, and its growth is the slope of a line through the readings. */
const READ_EVERY = 50;
/** A page in every cycle would be a leak; what the collector has not taken back yet stays below. */
const MAX_GROWTH_BYTES_PER_CYCLE = 4096;
const MAX_MS = 600_000;
/** Other work on the host makes namespaces, too; a leak would be one in every cycle. */
const OTHERS_NAMESPACES = 100;
/** The kernel removes namespaces in the background. */
const SETTLE_MS = 5_000;

const runtime = new NamespaceRuntime();
const base = trialFolder('twinbench-cycles-');
let image: Image;

beforeAll(async () => {
  image = await makeBusyboxImage(path.join(base, 'rootfs'));
  await runtime.prepare();
});

async function cycle(): Promise<void> {
  const trial = await Trial.start(runtime, image, base, ['true']);
  await trial.instance.ready;
  await trial.instance.stop();
}

async function cycles(count: number, each: (index: number) => void = () => undefined): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await cycle();
    if (index % READ_EVERY === 0) each(index);
  }
}

/** Counts of what a container has, for this process and for the host. */
function census(scope: Scope): Readonly<Record<string, number>> {
  return {
    'open descriptors': numbersIn('/proc/self/fd').length,
    threads: numbersIn('/proc/self/task').length,
    'child processes': readChildren(process.pid).length,
    'mounts of the host': read('/proc/self/mountinfo').split('\n').length,
    'groups below twinbench': parentGroups().reduce((sum, folder) => sum + groupsBelow(folder, scope), 0),
    'folders of instances': names(base).length,
    'things of ours in the ledger': listThings(scope).size,
  };
}

function groupsBelow(folder: string, scope: Scope): number {
  return names(folder, true)
    .filter((name) => scope.owns(name))
    .reduce((sum, name) => sum + names(path.join(folder, name), true).length, 0);
}

/** Live network and PID namespaces of the whole host; undefined where the kernel does not tell, or not this user. */
function namespacesOfHost(): number | undefined {
  const counts = [...read('/proc/slabinfo').matchAll(/^(?:net|pid)_namespace\s+(\d+)/gm)].map(([, count]) => Number(count));
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

/** Resident, without what nobody refers to any more. */
function residentBytes(): number {
  if (typeof collectGarbage === 'function') collectGarbage();
  return process.memoryUsage().rss;
}

/** Least squares. */
function readSlope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (pick: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

it(`${String(CYCLES)} containers leave nothing`, { timeout: MAX_MS }, async () => {
  const scope = new Scope();
  scope.folders.add(base);
  await cycles(WARMUP_CYCLES);
  const things = listThings(scope);
  const before = { ...census(scope), 'namespaces of the host': namespacesOfHost() };
  const readings: [number, number][] = [];
  const startedMs = performance.now();
  await cycles(CYCLES, (index) => void readings.push([index, residentBytes()]));
  const cycleMs = (performance.now() - startedMs) / CYCLES;
  const left = await leftBehind(things, scope);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const after = { ...census(scope), 'namespaces of the host': namespacesOfHost() };
  const growth = readSlope(readings);
  process.stdout.write(`\n${readTable(before, after, growth, cycleMs)}\n`);
  expect(left).toEqual([]);
  const { 'namespaces of the host': others, ...own } = after;
  const { 'namespaces of the host': othersBefore, ...ownBefore } = before;
  expect(own).toEqual(ownBefore);
  if (others !== undefined && othersBefore !== undefined) expect(others - othersBefore).toBeLessThan(OTHERS_NAMESPACES);
  expect(growth).toBeLessThan(MAX_GROWTH_BYTES_PER_CYCLE);
});

function readTable(
  before: Readonly<Record<string, number | undefined>>,
  after: Readonly<Record<string, number | undefined>>,
  growth: number,
  cycleMs: number,
): string {
  const table = new Table({
    head: [`${String(CYCLES)} cycles`, 'before', 'after'],
    style: { head: [], border: [], compact: true },
  });
  for (const [name, count] of Object.entries(before)) table.push([name, String(count ?? 'n/a'), String(after[name] ?? 'n/a')]);
  table.push(['growth of memory, bytes per cycle', '', growth.toFixed(0)], ['one cycle, ms', '', cycleMs.toFixed(1)]);
  return table.toString();
}
