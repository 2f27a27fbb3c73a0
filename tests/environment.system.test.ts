/** Environment variables that name what cannot be used: each is said by its name, with an exit code of a failure; empty ones count as not set. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { twinbenchHere } from './in-process.js';
import { scratchFolder } from './scratch.js';
import { twinbench } from './twinbench.js';

const FAILED = 5;
const EXEC_FAILED = 125;
const EXEC = ['exec', '--environment', 'bare', '--', 'echo', 'ran'];

const base = scratchFolder('twinbench-variables-');
beforeAll(() => {
  writeFileSync(path.join(base, 'file'), '');
});

describe.each([
  ['TMPDIR', 'missing'],
  ['TMPDIR', 'file'],
  ['TWINBENCH_CACHE', 'file'],
  ['TWINBENCH_CACHE', 'file/below'],
])('%s that names %s', (name, place) => {
  test('ends exec with its own code and the name of the variable', async () => {
    const { code, stdout, stderr } = await twinbenchHere(EXEC, { env: { [name]: path.join(base, place) } });
    expect([code, stdout]).toEqual([EXEC_FAILED, '']);
    expect(stderr).toContain(`${name} names`);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('ends run with that of a failure, before a folder for results is made', async () => {
    const output = path.join(base, 'results');
    const args = ['run', '--profile', 'quick', '--environments', 'bare', '--workloads', 'idle', '--output', output];
    const { code, stderr } = await twinbenchHere(args, { env: { [name]: path.join(base, place) } });
    expect(code).toBe(FAILED);
    expect(stderr).toContain(`${name} names`);
    expect(existsSync(output) ? readdirSync(output) : []).toEqual([]);
  });
});

test('empty variables count as not set, and colour and width of nothing are none', async () => {
  const { code, stdout, stderr } = await twinbench(EXEC, {
    env: { TMPDIR: '', XDG_CACHE_HOME: '', PATH: '', NO_COLOR: '', TERM: '' },
  });
  expect([code, stdout.toString(), stderr]).toEqual([0, 'ran\n', '']);
});

test('doctor obeys FORCE_COLOR and NO_COLOR as run and gate do, and fits 80 columns', async () => {
  const [coloured, plain] = [
    await twinbenchHere(['doctor'], { env: { FORCE_COLOR: '1' } }),
    await twinbenchHere(['doctor'], { env: { NO_COLOR: '1' } }),
  ];
  expect(coloured.stdout).toContain('\u001b[32mok');
  expect(plain.stdout).not.toContain('\u001b');
  expect(
    Math.max(
      ...plain.stdout
        .toString()
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(80);
}, 240_000);
