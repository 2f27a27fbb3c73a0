/** The disk that results or the cache lie on is full, or may not be written; files go while they are written. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  expectSaid,
  findExitCode,
  finish,
  finishWith,
  journalLines,
  outputFolder,
  readJournal,
  remount,
  SHORT_RUN,
  start,
  withSmallDisk,
} from './command.js';
import type { Fault, Seen } from './fault.js';
import { names, type Scope } from './leaks.js';

const NOTHING = 'no results';

async function fullFromTheStart(scope: Scope): Promise<Seen> {
  return withSmallDisk(scope, 'size=64k', async (disk) => {
    fill(disk, 64 * 1024);
    const ended = await finish(scope, [...SHORT_RUN, '--output', path.join(disk, 'results')]);
    expectSaid(ended, 'no space left');
    return { outcome: whatIsIn(path.join(disk, 'results')), exitCode: findExitCode(ended), wentOn: '' };
  });
}

/** Writes until nothing more fits. */
function fill(disk: string, bytes: number): void {
  try {
    for (let size = bytes; size >= 1; size -= 4096) writeFileSync(path.join(disk, `full-${String(size)}`), Buffer.alloc(4096));
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('ENOSPC'))) throw error;
  }
}

function whatIsIn(output: string): string {
  const runs = names(output).filter((name) => name !== 'latest');
  return runs.length === 0 ? NOTHING : `results folder with ${names(path.join(output, runs[0] ?? '')).join(', ') || 'nothing'}`;
}

/** Blocks of a memory-backed filesystem, and what it needs besides: folders and links. */
const BLOCK_BYTES = 4096;
const BESIDES_BYTES = 4 * BLOCK_BYTES;

/** A whole run of the same kind, whose lines tell how much room others need. */
async function wholeRun(scope: Scope): Promise<string[]> {
  const whole = outputFolder(scope, 'whole');
  await finishWith(0, scope, [...SHORT_RUN, '--output', whole]);
  return journalLines(whole);
}

function sizeFor(lines: readonly string[]): string {
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, BESIDES_BYTES);
  return `size=${String(Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES)}`;
}

/** Room for the run record and a trial or two. */
async function fullMeanwhile(scope: Scope): Promise<Seen> {
  const lines = await wholeRun(scope);
  return withSmallDisk(scope, sizeFor(lines.slice(0, 2)), async (disk) => {
    const output = path.join(disk, 'results');
    const ended = await finish(scope, [...SHORT_RUN, '--output', output]);
    expectSaid(ended, 'run --resume');
    const kept = journalLines(output).length - 1;
    remount(disk, 'size=16m');
    await finishWith(0, scope, ['run', '--resume', '--output', output]);
    const { run, trials } = readJournal(output);
    const isWhole = trials.length === run.plan.length;
    return {
      outcome: kept < run.plan.length ? 'finished trials' : 'all trials',
      exitCode: findExitCode(ended),
      wentOn: isWhole ? 'resume' : '',
    };
  });
}

/** Room for the records and not for what is made of them. */
async function fullForTheReport(scope: Scope): Promise<Seen> {
  const lines = await wholeRun(scope);
  return withSmallDisk(scope, sizeFor(lines), async (disk) => {
    writeFileSync(path.join(disk, 'trials.jsonl'), `${lines.join('\n')}\n`);
    const ended = await finish(scope, ['analyze', disk]);
    expectSaid(ended, 'ENOSPC');
    const outcome = names(disk).join(', ');
    remount(disk, 'size=16m');
    await finishWith(0, scope, ['analyze', disk]);
    return { outcome, exitCode: findExitCode(ended), wentOn: 'analyze' };
  });
}

async function readOnly(scope: Scope): Promise<Seen> {
  return withSmallDisk(scope, 'size=1m,ro', async (disk) => {
    const ended = await finish(scope, [...SHORT_RUN, '--output', path.join(disk, 'results')]);
    expectSaid(ended, '--output');
    return { outcome: whatIsIn(path.join(disk, 'results')), exitCode: findExitCode(ended), wentOn: '' };
  });
}

async function readOnlyReport(scope: Scope): Promise<Seen> {
  const lines = await wholeRun(scope);
  return withSmallDisk(scope, 'size=16m', async (disk) => {
    writeFileSync(path.join(disk, 'trials.jsonl'), `${lines.join('\n')}\n`);
    remount(disk, 'ro');
    const ended = await finish(scope, ['analyze', disk]);
    expectSaid(ended, 'EROFS');
    remount(disk, 'rw');
    await finishWith(0, scope, ['analyze', disk]);
    return { outcome: 'trials.jsonl', exitCode: findExitCode(ended), wentOn: 'analyze' };
  });
}

async function cacheOn(scope: Scope, options: string, message: string): Promise<Seen> {
  return withSmallDisk(scope, options, async (disk) => {
    const output = outputFolder(scope, 'cache');
    const ended = await finish(scope, [...SHORT_RUN, '--output', output], { env: { TWINBENCH_CACHE: path.join(disk, 'cache') } });
    expectSaid(ended, message);
    expectSaid(ended, 'TWINBENCH_CACHE');
    return { outcome: existsSync(output) ? 'results' : NOTHING, exitCode: findExitCode(ended), wentOn: '' };
  });
}

async function removedMeanwhile(scope: Scope): Promise<Seen> {
  const output = outputFolder(scope, 'removed');
  const live = start(scope, [...SHORT_RUN, '--output', output]);
  await live.said('trials; raw records');
  rmSync(output, { recursive: true });
  const ended = await live.ended;
  expectSaid(ended, 'the file was removed');
  return { outcome: NOTHING, exitCode: findExitCode(ended), wentOn: '' };
}

async function nobodyReads(scope: Scope): Promise<Seen> {
  const output = outputFolder(scope, 'unread');
  const live = start(scope, [...SHORT_RUN, '--output', output]);
  await live.said('trials; raw records');
  live.child.stdout?.destroy();
  live.child.stderr?.destroy();
  const ended = await live.ended;
  const { run, trials } = readJournal(output);
  return {
    outcome: trials.length === run.plan.length ? 'all trials' : `${String(trials.length)} trials`,
    exitCode: findExitCode(ended),
    wentOn: existsSync(path.join(output, 'latest', 'report.html')) ? 'report whole' : '',
  };
}

function onDisk(name: string, inject: Fault['inject'], outcome: string, wentOn = ''): Fault {
  return { family: 'results', name, environment: 'host', needs: ['root'], expected: { outcome, exitCode: 5, wentOn }, inject };
}

export const RESULTS_FAULTS: readonly Fault[] = [
  onDisk('results disk is full from the start', fullFromTheStart, NOTHING),
  onDisk('results disk gets full', fullMeanwhile, 'finished trials', 'resume'),
  onDisk('no room for the report', fullForTheReport, 'trials.jsonl', 'analyze'),
  onDisk('results may not be written', readOnly, NOTHING),
  onDisk('report may not be written', readOnlyReport, 'trials.jsonl', 'analyze'),
  onDisk('cache disk is full', (scope) => cacheOn(scope, 'size=2m', 'ENOSPC'), NOTHING),
  onDisk('cache may not be written', (scope) => cacheOn(scope, 'size=2m,ro', 'EROFS'), NOTHING),
  {
    family: 'results',
    name: 'results are removed meanwhile',
    environment: 'host',
    expected: { outcome: NOTHING, exitCode: 5, wentOn: '' },
    inject: removedMeanwhile,
  },
  {
    family: 'results',
    name: 'nobody reads what a run says',
    environment: 'host',
    expected: { outcome: 'all trials', exitCode: 0, wentOn: 'report whole' },
    inject: nobodyReads,
  },
];
