/** Whatever the command line and the folders can tell is told before anything is installed, locked or prepared: not even the cache is made. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../cli/main.js';
import { checkFolder } from '../results/results-folder.js';

let base = '';
let cache = '';
const said: string[] = [];

beforeAll(() => {
  base = mkdtempSync(path.join(tmpdir(), 'twinbench-beforehand-'));
  cache = path.join(base, 'cache');
});
afterAll(() => rmSync(base, { recursive: true, force: true }));
beforeEach(() => {
  said.length = 0;
  vi.stubEnv('TWINBENCH_CACHE', cache);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

type Row = readonly [line: string, code: number, message: string, env?: Readonly<Record<string, string>>];

/** `BASE` stands for a folder that may be written. */
const ROWS: readonly Row[] = [
  ['run --output /proc/results', 5, 'cannot write to the folder /proc/results'],
  ['run --output /etc/hostname/results', 5, 'Name a writable one with --output DIR'],
  ['run --output BASE/results --environments vm --memory 1M', 5, '1 MiB of memory are too little for a VM'],
  ['run --output BASE/results --environments vm --kernel /boot/none', 2, '--kernel and --modules go together'],
  ['run --output BASE/results --environments vm --kernel BASE/none --modules BASE/none', 5, 'No kernel for the guest'],
  ['run --output BASE/results', 2, 'TWINBENCH_TEST_DELAYS', { TWINBENCH_TEST_DELAYS: 'isolate=soon' }],
  ['calibrate --output /proc/results', 5, '/proc/results'],
  ['calibrate --output BASE/results --environments vm', 2, 'TWINBENCH_TEST_DELAYS', { TWINBENCH_TEST_DELAYS: 'init=-5' }],
  ['selftest aa --output /proc/results', 5, '/proc/results'],
  ['ab --a memory=256M --b memory=1G --output /proc/results', 5, '/proc/results'],
  ['ab --a memory=256M --b memory=1G --output BASE/results --fail-on regresion', 2, 'Did you mean "regression"?'],
  ['ab --a image=sha256:00 --b memory=1G --output BASE/results', 2, 'the image store has no sha256:00'],
  ['ab --a environment=vm --b environment=vm,memory=1M --output BASE/results', 5, 'too little for a VM'],
  ['ab --a environment=vm --b environment=vm,kernel=/none --output BASE/results', 2, '--kernel and --modules go together'],
  ['ab --a memory=256M --b memory=1G --output BASE/results', 5, 'cannot append to', { GITHUB_STEP_SUMMARY: '/etc' }],
  ['exec --environment vm --memory 1M -- true', 125, 'too little for a VM'],
  ['exec --environment vm --kernel /none -- true', 2, '--kernel and --modules go together'],
  ['probe --environments vm --kernel /none', 2, '--kernel and --modules go together'],
  ['report BASE/none --format pfd', 2, 'there is no report format "pfd"'],
  ['plan BASE/none --metric boot-time --target 500%', 2, 'no precision'],
  ['baseline save a/b BASE/none', 2, 'cannot be called "a/b"'],
  ['history show --history BASE --html /proc/none/trend.html', 5, 'cannot write to the folder /proc/none'],
];

describe('before anything is prepared', () => {
  const rows = ROWS.map(([line, code, message, env = {}]) => ({ line, code, message, env }));

  it.each(rows)('$line', async ({ line, code, message, env }) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const words = line.replaceAll('BASE', base).split(' ');
    expect(await main(words)).toBe(code);
    expect(said.join('')).toContain(message);
    expect(said.join('')).not.toContain('preparing');
    expect(readdirSync(base)).toEqual([]);
  });

  it('a cache that may not be written is told, and no results folder stays', async () => {
    vi.stubEnv('TWINBENCH_CACHE', '/etc/hostname/cache');
    expect(await main(['run', '--output', path.join(base, 'results')])).toBe(5);
    expect(said.join('')).toContain(
      'names /etc/hostname/cache for the cache. Name a folder that this user can write to with TWINBENCH_CACHE',
    );
    expect(readdirSync(base)).toEqual([]);
  });
});

describe('checkFolder', () => {
  it('leaves no folder behind, and none of somebody else away', async () => {
    const folder = path.join(base, 'a', 'b', 'c');
    await checkFolder(folder, '');
    expect(existsSync(path.join(base, 'a'))).toBe(false);
    mkdirSync(path.join(base, 'a'));
    await checkFolder(folder, '');
    expect(readdirSync(base)).toEqual(['a']);
    rmSync(path.join(base, 'a'), { recursive: true });
  });
});
