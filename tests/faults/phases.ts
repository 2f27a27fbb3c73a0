/** The harness is killed or asked to end in each phase of a run; every phase is told by what the run does, never by time alone. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  findExitCode,
  finishWith,
  journalLines,
  type Live,
  outputFolder,
  ownCache,
  readJournal,
  SHORT_RUN,
  start,
} from './command.js';
import { type Fault, type FaultEnvironment, type Seen, until } from './fault.js';
import { leftBehind, listProcesses, listThings, names, read, type Scope } from './leaks.js';
import { readChildren, readCpuTicks } from './processes.js';

type Signal = 'SIGKILL' | 'SIGINT' | 'SIGTERM';
const EXIT_CODES: Readonly<Record<Signal, number>> = { SIGKILL: 137, SIGINT: 130, SIGTERM: 143 };

interface Struck {
  readonly live: Live;
  readonly output: string;
  readonly cache: string | undefined;
}

interface Phase {
  readonly name: string;
  readonly environment: FaultEnvironment;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Begins without a cache. */
  readonly isFirst?: boolean;
  /** What there is of results at that time. */
  readonly keeps: 'no results' | 'finished trials' | 'all trials';
  reach(struck: Struck): Promise<void>;
}

/** Compilers go on to their end, whoever started them. */
const ENDED_BY_THEMSELVES_MS = 60_000;
const VM_RUN = ['run', '--environments', 'vm', '--workloads', 'json', '--profile', 'quick'];
/** Start of the interpreter and warm-up are over after so much CPU time, in ticks of 10 ms; the window takes 40. */
const TICKS_IN_WINDOW = 25;

const PHASES: readonly Phase[] = [
  {
    name: 'making the cache',
    environment: 'host',
    args: SHORT_RUN,
    isFirst: true,
    keeps: 'no results',
    reach: ({ cache = '' }) =>
      until('a half-made entry', () => names(path.join(cache, 'images')).some((name) => name.endsWith('.tmp'))),
  },
  {
    name: 'compiling the programs',
    environment: 'host',
    args: SHORT_RUN,
    isFirst: true,
    keeps: 'no results',
    reach: ({ cache = '' }) => until('a program', () => names(path.join(cache, 'bin')).some((name) => name.endsWith('.tmp'))),
  },
  {
    name: 'checking the image',
    environment: 'host',
    args: SHORT_RUN,
    keeps: 'no results',
    reach: ({ live }) => live.said('checking every file'),
  },
  {
    name: 'preparing',
    environment: 'host',
    args: SHORT_RUN,
    keeps: 'no results',
    reach: ({ live }) => live.said('preparing container'),
  },
  {
    name: 'booting',
    environment: 'container',
    args: SHORT_RUN,
    env: { TWINBENCH_TEST_DELAYS: 'isolate=1500' },
    keeps: 'finished trials',
    reach: ({ live }) => until('a launcher', () => findLauncher(live) !== undefined),
  },
  {
    name: 'booting',
    environment: 'vm',
    args: VM_RUN,
    keeps: 'finished trials',
    // Before, a guest is booted to describe it.
    reach: async ({ live }) => {
      await live.said('trials; raw records');
      await until('QEMU', () => listDescendants(live.pid).some((pid) => readCommand(pid).includes('qemu-system')));
    },
  },
  {
    name: 'in the window',
    environment: 'container',
    args: SHORT_RUN,
    keeps: 'finished trials',
    reach: ({ live }) => inWindow(live),
  },
  {
    name: 'stopping an instance',
    environment: 'container',
    args: SHORT_RUN,
    keeps: 'finished trials',
    reach: ({ live }) => whileStopping(live),
  },
  {
    name: 'between two trials',
    environment: 'container',
    args: SHORT_RUN,
    keeps: 'finished trials',
    reach: ({ output }) => until('a second trial', () => journalLines(output).length >= 3),
  },
  {
    name: 'analysing',
    environment: 'host',
    args: SHORT_RUN,
    keeps: 'all trials',
    reach: ({ output }) => until('the end record', () => journalLines(output).some((line) => line.startsWith('{"record":"end"'))),
  },
  {
    name: 'writing the report',
    environment: 'host',
    args: SHORT_RUN,
    keeps: 'all trials',
    reach: ({ output }) => until('results.json', () => existsSync(path.join(output, 'latest', 'results.json'))),
  },
];

function listDescendants(pid: number): number[] {
  return readChildren(pid).flatMap((child) => [child, ...listDescendants(child)]);
}

function readCommand(pid: number): string {
  return read(`/proc/${String(pid)}/cmdline`);
}

function findLauncher({ pid }: Live): number | undefined {
  return readChildren(pid).find((child) => read(`/proc/${String(child)}/comm`).trim() === 'launcher');
}

function findWorkload({ pid }: Live): number | undefined {
  return listDescendants(pid).find((one) => readCommand(one).includes('workload.mjs'));
}

async function inWindow(live: Live): Promise<void> {
  await until('a workload at work', () => readCpuTicks(findWorkload(live) ?? 0) >= TICKS_IN_WINDOW);
}

/** A frozen launcher makes the stop last until its deadline. */
async function whileStopping(live: Live): Promise<void> {
  await inWindow(live);
  const launcher = findLauncher(live);
  if (launcher === undefined) throw new Error('the launcher is gone already');
  process.kill(launcher, 'SIGSTOP');
  await until('the end of the workload', () => findWorkload(live) === undefined);
}

async function strike(phase: Phase, signal: Signal, scope: Scope): Promise<Seen> {
  const output = outputFolder(scope, 'phase');
  const cache = phase.isFirst === true ? ownCache(scope, ['kernel-packages']) : undefined;
  const env = { ...phase.env, ...(cache === undefined ? {} : { TWINBENCH_CACHE: cache }) };
  const before = listThings(scope);
  const live = start(scope, [...phase.args, '--output', output], { env });
  const struck = { live, output, cache };
  await phase.reach(struck);
  live.child.kill(signal);
  // Impatience changes nothing.
  if (signal === 'SIGINT') live.child.kill(signal);
  const ended = await live.ended;
  await expectNothingRuns(scope, before, signal);
  const outcome = describeKept(phase, output);
  const wentOn = await goOn(phase, signal, struck, scope);
  return { outcome, exitCode: findExitCode(ended), wentOn };
}

/** Who was asked to end leaves nothing; who was killed leaves no process, and the next command removes the rest. */
async function expectNothingRuns(scope: Scope, before: ReadonlySet<string>, signal: Signal): Promise<void> {
  if (signal === 'SIGKILL')
    return until('the end of all processes', () => listProcesses(scope).every((one) => before.has(one)), ENDED_BY_THEMSELVES_MS);
  const left = await leftBehind(before, scope);
  if (left.length > 0) throw new Error(`left before any other command: ${left.join('; ')}`);
}

function describeKept({ keeps }: Phase, output: string): string {
  if (!existsSync(output)) return 'no results';
  const { run, trials } = readJournal(output);
  const unfinished = trials.filter((trial) => trial.outcome.status !== 'completed');
  if (unfinished.length > 0) return `recorded as ${unfinished.map((trial) => trial.outcome.status).join(', ')}`;
  return trials.length === run.plan.length
    ? 'all trials'
    : keeps === 'all trials'
      ? `${String(trials.length)} trials`
      : 'finished trials';
}

async function goOn({ keeps, args }: Phase, signal: Signal, { output, cache }: Struck, scope: Scope): Promise<string> {
  const options = cache === undefined ? {} : { env: { TWINBENCH_CACHE: cache } };
  if (keeps === 'no results') {
    if (cache !== undefined && signal === 'SIGKILL')
      await finishWith(0, scope, ['exec', '--environment', 'container', '--', 'true'], options);
    await finishWith(0, scope, ['clean'], options);
    return 'clean';
  }
  if (keeps === 'all trials' && signal !== 'SIGKILL')
    return existsSync(path.join(output, 'latest', 'report.html')) ? 'report whole' : 'no report';
  if (keeps === 'all trials') {
    await finishWith(0, scope, ['analyze', path.join(output, 'latest')]);
    await finishWith(0, scope, ['clean']);
    return 'analyze';
  }
  if (args === VM_RUN) {
    await finishWith(0, scope, ['clean']);
    return 'clean';
  }
  return signal === 'SIGTERM' ? analyzed(output, scope) : resumed(output, scope);
}

async function analyzed(output: string, scope: Scope): Promise<string> {
  await finishWith(0, scope, ['analyze', path.join(output, 'latest')]);
  return 'analyze';
}

/** Every trial of the plan once, and those from before as they were. */
async function resumed(output: string, scope: Scope): Promise<string> {
  const before = readJournal(output).trials;
  await finishWith(0, scope, ['run', '--resume', '--output', output]);
  const { run, trials } = readJournal(output);
  const kept = isDeepStrictEqual(trials.slice(0, before.length), before);
  const complete = isDeepStrictEqual(
    trials.map(({ id }) => id),
    run.plan.map(({ id }) => id),
  );
  return kept && complete ? 'resume' : `resume (kept: ${String(kept)}, complete: ${String(complete)})`;
}

function describeExpected(phase: Phase, signal: Signal): Seen {
  const { keeps, args } = phase;
  const exitCode = EXIT_CODES[signal];
  if (keeps === 'no results') return { outcome: keeps, exitCode, wentOn: 'clean' };
  if (keeps === 'all trials') return { outcome: keeps, exitCode, wentOn: signal === 'SIGKILL' ? 'analyze' : 'report whole' };
  if (args === VM_RUN) return { outcome: keeps, exitCode, wentOn: 'clean' };
  return { outcome: keeps, exitCode, wentOn: signal === 'SIGTERM' ? 'analyze' : 'resume' };
}

const VERBS: Readonly<Record<Signal, string>> = { SIGKILL: 'killed', SIGINT: 'interrupted', SIGTERM: 'terminated' };
const SIGNALS: readonly Signal[] = ['SIGKILL', 'SIGINT', 'SIGTERM'];

export const PHASE_FAULTS: readonly Fault[] = PHASES.flatMap((phase) =>
  SIGNALS.map((signal) => ({
    family: 'phases',
    name: `harness ${VERBS[signal]} while ${phase.name}`,
    environment: phase.environment,
    expected: describeExpected(phase, signal),
    inject: (scope: Scope) => strike(phase, signal, scope),
  })),
);
