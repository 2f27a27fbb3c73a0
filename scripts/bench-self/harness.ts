/** What the harness itself costs: time between trials, the samplers' CPU share, and the start of the command line. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseRawLines } from '../../bench/contract/read.js';
import type { TrialRecord } from '../../bench/contract/record.js';
import { PROFILES } from '../../bench/harness/profile.js';
import { temporaryFolder } from '../../runtimes/environment.js';
import { projectRoot } from '../../runtimes/native.js';
import { simulatedDocument } from '../../tests/simulated-documents.js';

const PROGRAM = path.join(projectRoot, 'scripts', 'twinbench.mjs');

export interface RunFigures {
  readonly seconds: number;
  /** Previous instance gone → next one spawned; one per pair of successive trials. */
  readonly gapsMs: number[];
  /** Share of one core while instances lived, in percent; one per trial. */
  readonly samplerPercent: number[];
}

/** A real run through the command line, its folder removed afterwards. @throws Error – the run failed */
export async function measureRun(args: readonly string[]): Promise<RunFigures> {
  const output = await mkdtemp(path.join(temporaryFolder(), 'twinbench-self-'));
  try {
    const startedMs = performance.now();
    const ended = spawnSync(process.execPath, [PROGRAM, 'run', '--output', output, ...args], { encoding: 'utf8' });
    const seconds = (performance.now() - startedMs) / 1000;
    if (ended.status !== 0) throw new Error(`the run failed (${String(ended.status)}):\n${ended.stderr}`);
    const file = path.join(output, 'latest', 'trials.jsonl');
    const { trials } = parseRawLines(await readFile(file, 'utf8'), file);
    return { seconds, gapsMs: gapsBetween(trials), samplerPercent: trials.flatMap(samplerShare) };
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

export interface CommandStarts {
  /** Milliseconds of each cold start of the whole command. */
  readonly ours: number[];
  /** Of the other checkout, in turn with ours; empty without one. */
  readonly before: number[];
}

/** @param before another checkout of Twinbench, set up @throws Error – a command failed */
export function measureStarts(args: readonly string[], count: number, before?: string): CommandStarts {
  const starts: CommandStarts = { ours: [], before: [] };
  for (let round = 0; round < count; round++) {
    starts.ours.push(timeCommand(PROGRAM, args));
    if (before !== undefined) starts.before.push(timeCommand(path.join(before, 'scripts', 'twinbench.mjs'), args));
  }
  return starts;
}

function timeCommand(program: string, args: readonly string[]): number {
  const startedMs = performance.now();
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed (${String(status)})`);
  return performance.now() - startedMs;
}

/** Calls `work` with the files of two simulated runs, and removes them. */
export async function withQuickRuns<T>(work: (files: readonly string[]) => T): Promise<T> {
  const folder = await mkdtemp(path.join(temporaryFolder(), 'twinbench-self-'));
  try {
    const files = [1, 2].map((seed) => path.join(folder, `${String(seed)}.json`));
    for (const [seed, file] of files.entries())
      await writeFile(file, JSON.stringify(simulatedDocument({ seed, repetitions: PROFILES.quick.repetitions })));
    return work(files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function gapsBetween(trials: readonly TrialRecord[]): number[] {
  return trials.slice(1).flatMap((trial, index) => {
    const stopped = instantNs(trials[index], 'stopped');
    const spawned = instantNs(trial, 'spawn');
    return stopped === undefined || spawned === undefined ? [] : [Number(spawned - stopped) / 1e6];
  });
}

function samplerShare(trial: TrialRecord): number[] {
  const spawned = instantNs(trial, 'spawn');
  const stopped = instantNs(trial, 'stopped');
  if (spawned === undefined || stopped === undefined || trial.samplerCpuSeconds === undefined) return [];
  return [(100 * trial.samplerCpuSeconds * 1e9) / Number(stopped - spawned)];
}

function instantNs(trial: TrialRecord | undefined, name: string): bigint | undefined {
  const mark = trial?.instances[0]?.marks.find((candidate) => candidate.name === name);
  return trial === undefined || mark === undefined ? undefined : BigInt(trial.originNs) + BigInt(mark.tNs);
}
