/** Errors that nobody caught, wherever they come from: 5, or 125 for `exec`, never 1, and nothing is left behind. */
import { chmodSync, cpSync, mkdirSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nativeProgram, projectRoot } from '../runtimes/native.js';
import { CommandError, tryRun } from '../runtimes/process.js';
import { scratchFolder } from './scratch.js';
import { leftovers, startTwinbench, twinbench } from './twinbench.js';

const DEADLINE_MS = 60_000;
const base = scratchFolder('twinbench-uncaught-');

const occurrences = (text: string, word: string): number => text.split(word).length - 1;

describe('in the midst of the work', () => {
  /** Errors in event handlers, beyond every promise of the command line: thrown at USR2, rejected at PWR. */
  const FAULTS = `
    process.on('SIGUSR2', () => { throw new Error('boom'); });
    process.on('SIGPWR', () => { Promise.reject(new Error('bang')); });`;
  const start = (args: readonly string[]) => {
    const module = path.join(base, 'faults.mjs');
    writeFileSync(module, FAULTS);
    return startTwinbench(args, { cwd: base, env: { NODE_OPTIONS: `--import ${module}` } });
  };

  it('a run stops its instances and ends with 5, also when a second one follows', async () => {
    const running = start(['run', '--profile', 'quick', '--environments', 'container', '--workloads', 'cpu-hash']);
    await running.said('trial 1 of');
    running.child.kill('SIGUSR2');
    await running.said('boom');
    running.child.kill('SIGPWR');
    const { code, stderr } = await running.ended;
    expect(code).toBe(5);
    expect(occurrences(stderr, 'unexpected failure, please report it: ')).toBe(1);
    expect(stderr).toContain('the trials that finished are kept in');
    expect(leftovers(running.child.pid ?? 0)).toEqual([]);
  });

  it('exec stops its instance and ends with 125', async () => {
    const running = start(['exec', '--environment', 'container', '--', 'sh', '-c', 'echo started; exec sleep 300']);
    await new Promise((resolve) => running.child.stdout?.once('data', resolve));
    running.child.kill('SIGPWR');
    const { code, stderr } = await running.ended;
    expect(code).toBe(125);
    expect(stderr).toMatch(/^twinbench: unexpected failure, please report it: Error: bang\n/);
    expect(leftovers(running.child.pid ?? 0)).toEqual([]);
  });
});

describe('from the programs that we start', () => {
  it('one of ours that may not be run is named', async () => {
    const seal = await nativeProgram('memfd-seal');
    const cache = path.join(base, 'cache');
    const entry = path.join(cache, 'bin', path.basename(path.dirname(seal)));
    cpSync(path.dirname(seal), entry, { recursive: true, preserveTimestamps: true });
    chmodSync(path.join(entry, 'memfd-seal'), 0o644);
    const args = ['exec', '--environment', 'container', '--', 'true'];
    const { code, stderr } = await twinbench(args, { env: { TWINBENCH_CACHE: cache } });
    expect({ code, stderr }).toEqual({
      code: 125,
      stderr: expect.stringMatching(/^twinbench: spawn .*memfd-seal EACCES; .*\n$/),
    });
  });

  it("a compiler's own exit code is not taken over", async () => {
    const folder = path.join(base, 'compilers');
    mkdirSync(folder);
    for (const name of ['cc', 'musl-gcc'])
      writeFileSync(path.join(folder, name), '#!/bin/sh\necho cannot compile >&2\nexit 1\n', { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}`, TWINBENCH_CACHE: path.join(base, 'cache-without-programs') };
    const args = ['run', '--profile', 'quick', '--environments', 'bare', '--workloads', 'idle'];
    const { code, stderr } = await twinbench(args, { cwd: base, env });
    expect(code).toBe(5);
    expect(stderr).toContain('cannot compile');
  });
});

describe('from a build that was cut short', () => {
  let clone = '';

  beforeAll(() => {
    clone = path.join(base, 'clone');
    for (const name of ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts', 'dist'])
      cpSync(path.join(projectRoot, name), path.join(clone, name), { recursive: true, preserveTimestamps: true });
    symlinkSync(path.join(projectRoot, 'node_modules'), path.join(clone, 'node_modules'));
  });

  /** What the program says and ends with when half of the file is missing. */
  async function afterCutting(file: string, words: readonly string[]) {
    const half = path.join(clone, 'dist', file);
    truncateSync(half, Math.floor(statSync(half).size / 2));
    const ended = await tryRun(process.execPath, words, { cwd: clone, deadlineMs: DEADLINE_MS });
    return ended instanceof CommandError ? { code: ended.exitCode, stderr: ended.stderr } : { code: 0, stderr: '' };
  }

  it.each([
    ['bench/cli/commands/run.js', 'twinbench.mjs run', 5, 'Remove that folder and try again'],
    ['bench/cli/commands/exec.js', 'twinbench.mjs exec --environment container -- true', 125, 'Remove that folder and try again'],
    ['bench/cli/main.js', 'twinbench.mjs doctor', 5, 'Remove that folder and try again'],
    ['scripts/bench-gate/main.js', 'bench-gate.mjs', 5, 'SyntaxError'],
    ['bench/host/packages.js', 'test.mjs', 5, 'SyntaxError'],
  ])('%s, of which a half is missing', async (file, line, wanted, message) => {
    const { code, stderr } = await afterCutting(file, `scripts/${line}`.split(' '));
    expect(code).toBe(wanted);
    expect(stderr).toContain(message);
  });
});
