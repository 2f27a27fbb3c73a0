import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { parseRawLines, parseResults } from '../bench/contract/read.js';
import type { PlannedTrial, TrialRecord } from '../bench/contract/record.js';
import { projectRoot } from '../runtimes/native.js';
import { scratchFolder } from './scratch.js';

const STOP_MS = 1_000;
/** Into a trial: its instance was spawned by then, and is not yet ready. */
const STRIKE_AFTER_MS = 250;

const folder = scratchFolder('twinbench-stopped-');

/**
 * As an interactive shell runs a job: in a process group of its own, whose parent is in the same session, for else Ctrl-Z stops nothing.
 * Tells the job's number, and stays until it is killed.
 */
const JOB = 'set -m; "$@" & echo $!; exec sleep 600 >/dev/null 2>&1';

/** Boots of the container take long enough to be struck. `ended`: what it said. */
async function startRun(output: string): Promise<{ pid: number; ended: Promise<string> }> {
  const args = ['run', '--profile', 'quick', '--environments', 'container,vm', '--workloads', 'json', '--seed', '3'];
  const program = [process.execPath, path.join(projectRoot, 'scripts', 'twinbench.mjs')];
  const shell = spawn('bash', ['-c', JOB, 'bash', ...program, ...args, '--output', output], {
    env: { ...process.env, TWINBENCH_TEST_DELAYS: 'supervise=600' },
  });
  let said = '';
  shell.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  // Not before the program has ended, too, which has the same stderr.
  const ended = once(shell.stderr, 'close').then(() => {
    shell.kill();
    return said;
  });
  const [first] = await once(shell.stdout, 'data');
  return { pid: Number(String(first)), ended };
}

function journal(output: string): string[] {
  const file = path.join(output, 'latest', 'trials.jsonl');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
}

/** The whole plan, as soon as it is recorded. @throws Error – the run ended before */
async function listPlan(output: string, ended: Promise<string>): Promise<readonly PlannedTrial[]> {
  let said: string | undefined;
  void ended.then((text) => {
    said = text;
  });
  while (journal(output).length === 0) {
    if (said !== undefined) throw new Error(said);
    await sleep(20);
  }
  return parseRawLines(`${journal(output).join('\n')}\n`, output).run.plan;
}

/** Stops the harness in the middle of this trial's boot, for a while. */
async function strike(output: string, index: number, stop: () => void, goOn: () => void): Promise<void> {
  while (journal(output).length < index + 1) await sleep(5);
  await sleep(STRIKE_AFTER_MS);
  stop();
  await sleep(STOP_MS);
  goOn();
}

it('a harness that is stopped in a boot loses that trial, by SIGSTOP and by Ctrl-Z, in container and VM, and says so', async () => {
  const output = await mkdtemp(path.join(folder, 'results-'));
  const { pid, ended } = await startRun(output);
  const plan = await listPlan(output, ended);
  const struck = plan.map((trial, index) => ({ ...trial, index })).filter(({ repetition, warmup }) => !warmup && repetition < 2);
  for (const { index, repetition } of struck) {
    const target = repetition === 0 ? pid : -pid;
    const signal = repetition === 0 ? 'SIGSTOP' : 'SIGTSTP';
    await strike(
      output,
      index,
      () => process.kill(target, signal),
      () => process.kill(target, 'SIGCONT'),
    );
  }
  const stderr = await ended;
  const file = path.join(output, 'latest', 'trials.jsonl');
  const { trials } = parseRawLines(readFileSync(file, 'utf8'), file);
  const hit = trials.filter(({ id }) => struck.some((trial) => trial.id === id));
  expect(hit.map(({ environmentId }) => environmentId).sort()).toEqual(['container', 'container', 'vm', 'vm']);
  for (const trial of hit) expectVoid(trial, stderr);
  for (const { outcome, noise } of trials) {
    if (outcome.status === 'completed') expect(noise?.harnessGapNs ?? 0).toBeLessThan((STOP_MS / 4) * 1e6);
  }
  expectTold(path.join(output, 'latest'), hit);
});

function expectVoid({ id, outcome }: TrialRecord, stderr: string): void {
  expect(outcome, id).toMatchObject({ status: 'failed', code: 'harness-stalled' });
  expect(outcome, id).toHaveProperty('message', expect.stringMatching(/stopped or got no CPU for [1-9]\.\d s/));
  expect(stderr).toContain(`trial ${id} failed`);
}

function expectTold(runFolder: string, hit: readonly TrialRecord[]): void {
  const file = path.join(runFolder, 'results.json');
  const { trials, warnings } = parseResults(readFileSync(file, 'utf8'), file);
  const ids = hit.map(({ id }) => id);
  expect(trials.filter(({ id }) => ids.includes(id)).flatMap(({ measurements }) => measurements)).toEqual([]);
  expect(warnings.find(({ code }) => code === 'harness-stalled')?.message).toContain('Twinbench itself was stopped');
  expect(warnings.map(({ code }) => code)).not.toContain('wall-clock-jumped');
  expect(readFileSync(path.join(runFolder, 'report.md'), 'utf8')).toContain('stopped or got no CPU');
}
