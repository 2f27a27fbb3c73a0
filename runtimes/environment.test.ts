import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EnvironmentVariableError, namedCache, temporaryFolder } from './environment.js';

let base = '';
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'twinbench-environment-'));
  for (const name of ['TWINBENCH_CACHE', 'XDG_CACHE_HOME', 'TMPDIR', 'TMP', 'TEMP']) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', '/home/someone');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(base, { recursive: true });
});

describe('the cache is', () => {
  const here = process.cwd();
  test.each([
    [{ TWINBENCH_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/a', 'TWINBENCH_CACHE'],
    [{ TWINBENCH_CACHE: 'a' }, path.join(here, 'a'), 'TWINBENCH_CACHE'],
    [{ TWINBENCH_CACHE: '', XDG_CACHE_HOME: '/b' }, '/b/twinbench', 'XDG_CACHE_HOME'],
    [{ XDG_CACHE_HOME: 'b' }, '/home/someone/.cache/twinbench', 'HOME'],
    [{ XDG_CACHE_HOME: '' }, '/home/someone/.cache/twinbench', 'HOME'],
    [{ HOME: 'me' }, path.join(here, 'me', '.cache', 'twinbench'), 'HOME'],
    [{ HOME: '' }, path.join(userInfo().homedir, '.cache', 'twinbench'), undefined],
    [{ HOME: undefined }, path.join(userInfo().homedir, '.cache', 'twinbench'), undefined],
  ])('with %j in %s', (variables, folder, from) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    expect(namedCache()).toEqual(from === undefined ? { folder } : { folder, from });
    expect(process.env['HOME']).toBe('HOME' in variables ? variables.HOME : '/home/someone');
  });
});

describe('the temporary folder', () => {
  test('is the first that is named, absolute, and /tmp where none is', () => {
    expect(temporaryFolder()).toBe('/tmp');
    vi.stubEnv('TMPDIR', '');
    vi.stubEnv('TMP', path.relative(process.cwd(), base));
    expect(temporaryFolder()).toBe(base);
  });

  test.each([
    ['TMPDIR', 'missing', 'does not exist'],
    ['TMP', 'file', 'is no folder'],
    ['TEMP', 'file/below', 'cannot be written'],
  ])('that %s names is refused by that name where it %s', (name, place, why) => {
    writeFileSync(path.join(base, 'file'), '');
    vi.stubEnv(name, path.join(base, place));
    expect(temporaryFolder).toThrow(EnvironmentVariableError);
    expect(temporaryFolder).toThrow(`${name} names ${path.join(base, place)}, which ${why}`);
  });

  test.skipIf(process.getuid?.() === 0)('that may not be written is refused', () => {
    chmodSync(base, 0o500);
    vi.stubEnv('TMPDIR', base);
    expect(temporaryFolder).toThrow('cannot be written');
  });
});
