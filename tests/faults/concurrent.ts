/** Several commands at once, and locks of those that are no more. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runLockFile } from '../../bench/driver/run-lock.js';
import {
  expectSaid,
  findExitCode,
  finish,
  finishWith,
  type Live,
  outputFolder,
  ownCache,
  readJournal,
  SHORT_RUN,
  start,
} from './command.js';
import type { Fault, Seen } from './fault.js';
import type { Scope } from './leaks.js';

/** A run under way, something beside it, and the run's end. */
async function beside(
  scope: Scope,
  other: (live: Live) => Promise<string>,
  env: Readonly<Record<string, string>> = {},
): Promise<Seen> {
  const output = outputFolder(scope, 'beside');
  const live = start(scope, [...SHORT_RUN, '--output', output], { env });
  await live.said('trials; raw records');
  const outcome = await other(live);
  const ended = await live.ended;
  const { run, trials } = readJournal(output);
  const isWhole = trials.length === run.plan.length && trials.every((trial) => trial.outcome.status === 'completed');
  return { outcome, exitCode: findExitCode(ended), wentOn: isWhole ? 'first run' : '' };
}

async function secondRun(scope: Scope): Promise<Seen> {
  return beside(scope, async (live) => {
    const output = outputFolder(scope, 'second');
    const second = await finish(scope, [...SHORT_RUN, '--output', output]);
    expectSaid(second, `process ${String(live.pid)}`);
    return `second refused by name with ${String(second.code)}, ${existsSync(output) ? 'results' : 'no results'}`;
  });
}

async function execBeside(scope: Scope): Promise<Seen> {
  return beside(scope, async () => {
    await finishWith(0, scope, ['exec', '--environment', 'container', '--', 'true']);
    return 'exec fine';
  });
}

async function cleanBeside(scope: Scope): Promise<Seen> {
  return beside(scope, async (live) => {
    const { stdout } = await finishWith(0, scope, ['clean']);
    const emptied = await finish(scope, ['clean', '--cache']);
    expectSaid(emptied, 'is measuring on this host');
    const said = stdout.toString();
    // Of other runs on this host it may say something.
    const outcome = said.includes(`run-${String(live.pid)}-`) ? said : 'nothing of the run removed';
    return `${outcome}, cache kept with ${String(emptied.code)}`;
  });
}

async function twoMakers(scope: Scope): Promise<Seen> {
  const env = { TWINBENCH_CACHE: ownCache(scope, []) };
  const args = ['exec', '--environment', 'container', '--', 'true'];
  const [first, second] = await Promise.all([finish(scope, args, { env }), finish(scope, args, { env })]);
  if (second.code !== 0) throw new Error(second.stderr);
  await finishWith(0, scope, args, { env });
  return { outcome: 'both fine', exitCode: findExitCode(first), wentOn: 'command' };
}

async function strangeLock(scope: Scope, content: string): Promise<Seen> {
  writeFileSync(runLockFile(), content);
  const output = outputFolder(scope, 'lock');
  const ended = await finish(scope, [...SHORT_RUN, '--output', output]);
  return {
    outcome: 'lock taken over',
    exitCode: findExitCode(ended),
    wentOn: existsSync(path.join(output, 'latest', 'report.html')) ? 'run' : '',
  };
}

function besideFault(name: string, outcome: string, inject: Fault['inject']): Fault {
  return { family: 'concurrent', name, environment: 'host', expected: { outcome, exitCode: 0, wentOn: 'first run' }, inject };
}

function lockFault(name: string, content: string): Fault {
  const expected = { outcome: 'lock taken over', exitCode: 0, wentOn: 'run' };
  return { family: 'concurrent', name, environment: 'host', expected, inject: (scope) => strangeLock(scope, content) };
}

export const CONCURRENT_FAULTS: readonly Fault[] = [
  besideFault('two runs at once', 'second refused by name with 5, no results', secondRun),
  besideFault('exec beside a run', 'exec fine', execBeside),
  besideFault('clean beside a run', 'nothing of the run removed, cache kept with 5', cleanBeside),
  {
    family: 'concurrent',
    name: 'two commands make one cache',
    environment: 'container',
    expected: { outcome: 'both fine', exitCode: 0, wentOn: 'command' },
    inject: twoMakers,
  },
  lockFault('lock of a process that is no more', `run-${String(2 ** 22)}-1\nresults in /nowhere\n`),
  lockFault('lock is garbage', '\0\0garbage'),
];
