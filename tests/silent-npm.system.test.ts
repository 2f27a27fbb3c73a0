/** The first use installs the npm dependencies: what npm says of its own is heard only when it fails. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { projectRoot } from '../runtimes/native.js';
import { CommandError, tryRun } from '../runtimes/process.js';

const DEADLINE_MS = 60_000;
let clone = '';

beforeEach(() => {
  clone = mkdtempSync(path.join(tmpdir(), 'twinbench-npm-'));
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts'])
    cpSync(path.join(projectRoot, name), path.join(clone, name), { recursive: true, preserveTimestamps: true });
  symlinkSync(path.join(projectRoot, 'dist'), path.join(clone, 'dist'));
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

/** Exit code and stderr of a first use with an npm that says much, and then does this. */
async function firstUse(ending: string): Promise<{ code: number | undefined; stderr: string }> {
  const folder = path.join(clone, 'programs');
  mkdirSync(folder);
  const script = `#!/bin/sh\necho npm warn deprecated this@1 >&2\necho added 200 packages\n${ending}\n`;
  writeFileSync(path.join(folder, 'npm'), script, { mode: 0o755 });
  const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  const options = { cwd: clone, deadlineMs: DEADLINE_MS, env };
  const ended = await tryRun(process.execPath, ['scripts/twinbench.mjs', '--help'], options);
  return { code: ended instanceof CommandError ? ended.exitCode : 0, stderr: ended.stderr };
}

it('is silent when npm succeeds', async () => {
  const ended = await firstUse(`ln -s ${path.join(projectRoot, 'node_modules')} node_modules`);
  expect(ended).toEqual({ code: 0, stderr: 'twinbench: installing npm dependencies (once; npm ci)\n' });
});

it('passes its words on when npm fails', async () => {
  const { code, stderr } = await firstUse('exit 1');
  expect(code).toBe(5);
  expect(stderr).toContain('npm warn deprecated this@1\nnpm ci failed in');
});
