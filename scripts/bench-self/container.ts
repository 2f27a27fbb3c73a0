/**
 * How long a container takes from the spawn of its launcher to the first instruction of its command: ours, bubblewrap's and runc's, in
 * one interleaved run, from and to the same instants, on the same root filesystem. Ours is the whole product path: six namespaces,
 * overlay, limits, capabilities, seccomp and the supervisor.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '../../bench/host/programs.js';
import { type CgroupParent, openCgroupParent } from '../../runtimes/cgroup.js';
import { temporaryFolder } from '../../runtimes/environment.js';
import { COMMAND, prepareBwrap, prepareOurs, prepareRunc, type Starter } from './container-starters.js';
import { compileProgram } from './stamped-program.js';

/** Milliseconds of each start in the order in which they were made; empty where the program is not installed. */
export interface ContainerStarts {
  readonly ours: number[];
  readonly bwrap: number[];
  readonly runc: number[];
}

export interface ContainerStartOptions {
  /** Starts of each. */
  readonly rounds: number;
  /** Pause before each start, as between real trials: a tight loop flatters. */
  readonly pauseMs: number;
}

const WARM_UP_ROUNDS = 2;

/** @throws Error – a start failed; nothing is left then */
export async function measureContainerStarts(options: ContainerStartOptions): Promise<ContainerStarts> {
  const folder = mkdtempSync(path.join(temporaryFolder(), 'twinbench-self-'));
  const support = await openCgroupParent();
  try {
    const starters = await prepareStarters(folder, support.parent);
    return await measureInterleaved(starters, options);
  } finally {
    await support.parent?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Contestant = readonly [name: keyof ContainerStarts, start: Starter];

async function prepareStarters(folder: string, parent: CgroupParent | undefined): Promise<Contestant[]> {
  const rootfs = path.join(folder, 'rootfs');
  for (const name of ['bin', 'dev', 'proc', 'sys', 'tmp']) mkdirSync(path.join(rootfs, name), { recursive: true });
  await compileProgram('first-instruction.c', path.join(rootfs, COMMAND), ['-nostdlib', '-fno-stack-protector']);
  const [bwrap, runc] = [findProgram('bwrap'), findProgram('runc')];
  const contestants: Contestant[] = [['ours', await prepareOurs(folder, rootfs, parent)]];
  if (bwrap !== undefined) contestants.push(['bwrap', await prepareBwrap(folder, rootfs, bwrap)]);
  if (runc !== undefined) contestants.push(['runc', await prepareRunc(folder, rootfs, runc)]);
  return contestants;
}

async function measureInterleaved(contestants: readonly Contestant[], options: ContainerStartOptions): Promise<ContainerStarts> {
  const starts: ContainerStarts = { ours: [], bwrap: [], runc: [] };
  for (let round = -WARM_UP_ROUNDS; round < options.rounds; round++) {
    for (const [name, start] of rotated(contestants, round + WARM_UP_ROUNDS)) {
      await sleep(options.pauseMs);
      const durationMs = await start();
      if (round >= 0) starts[name].push(durationMs);
    }
  }
  return starts;
}

/** Each takes each place in turn. */
function rotated<T>(items: readonly T[], by: number): T[] {
  const first = by % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
