/** The lock with real processes, users and namespaces: it belongs to the host, and to nobody longer than its holder lives. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AS_ORDINARY_USER, hasOrdinaryUser, isRoot, orSkipped } from '../../runtimes/fixtures/ordinary-user.js';
import { projectRoot } from '../../runtimes/native.js';
import { RunInProgressError, runLockFile, takeRunLock } from './run-lock.js';

const MODULE = path.join(projectRoot, 'dist', 'bench', 'driver', 'run-lock.js');
/** Takes the lock, says so or why not, starts a program that outlives it, and waits. */
const HOLDER = `
const { takeRunLock } = await import(${JSON.stringify(MODULE)});
try {
  await takeRunLock('a test');
  const { spawn } = await import('node:child_process');
  if (process.argv[1] === 'with-child') console.log('child', spawn('sleep', ['60'], { detached: true, stdio: 'ignore' }).pid);
  console.log('locked');
  setInterval(() => undefined, 1000);
} catch (error) {
  console.log(error.name, error.message);
}`;
const needsRoot = isRoot ? '' : ' (skipped: needs root)';
const PID_NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

let folder = '';
const holders: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'twinbench-lock-'));
  chmodSync(folder, 0o1777);
  vi.stubEnv('TWINBENCH_TEST_LOCK', path.join(folder, 'lock'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const child of holders.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  rmSync(folder, { recursive: true });
});

/** Resolves with what the other process said first. */
async function start(prefix: readonly string[] = [], ...args: readonly string[]): Promise<{ child: ChildProcess; said: string }> {
  const words = [...prefix, process.execPath, '--input-type=module', '--eval', HOLDER, ...args];
  const child = spawn(words[0] ?? '', words.slice(1), {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env },
    cwd: '/',
  });
  holders.push(child);
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    if (said.includes('locked\n') || /^[A-Z]\w+ .*\n/.test(said)) break;
  }
  return { child, said };
}

async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, 'exit');
  child.kill('SIGKILL');
  await closed;
}

it('is the same file for every user and cache, and none that the environment moves', () => {
  vi.stubEnv('TWINBENCH_TEST_LOCK', '');
  vi.stubEnv('TMPDIR', folder);
  vi.stubEnv('TWINBENCH_CACHE', folder);
  expect(runLockFile()).toBe('/tmp/twinbench-run.lock');
});

it('refuses a second holder, with who holds it and what to do, until it is given back', async () => {
  const release = await takeRunLock('results in /somewhere');
  const refusal = await takeRunLock('another').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(RunInProgressError);
  const pid = String(process.pid);
  expect(String(refusal)).toMatch(
    new RegExp(`process ${pid} is measuring on this host \\(results in /somewhere; .*kill ${pid}$`),
  );
  await release();
  await (await takeRunLock('another'))();
});

it('refuses another process, and is free at once when its holder is killed, though a program of the holder lives on', async () => {
  const { child, said } = await start([], 'with-child');
  const orphan = Number(/child (\d+)/.exec(said)?.[1]);
  try {
    await expect(takeRunLock('mine')).rejects.toThrow(`process ${String(child.pid)} is measuring`);
    await end(child);
    await (await takeRunLock('mine'))();
    expect(readFileSync(`/proc/${String(orphan)}/stat`, 'utf8')).toContain('(sleep)');
  } finally {
    process.kill(orphan, 'SIGKILL');
  }
});

describe.skipIf(!isRoot)(`between users and namespaces${needsRoot}`, () => {
  it('holds for the host against a process in another PID namespace, and gives it no number to kill', async () => {
    const release = await takeRunLock('mine');
    const { said } = await start(PID_NAMESPACE);
    expect(said).toMatch(/^RunInProgressError process \d+ is measuring .*in another PID namespace/);
    expect(said).not.toContain('kill');
    await release();
    expect((await start(PID_NAMESPACE)).said).toBe('locked\n');
    await expect(takeRunLock('mine')).rejects.toThrow('in another PID namespace');
  });

  it.skipIf(!hasOrdinaryUser)(
    `refuses an unprivileged user while root runs, and root while that user runs${orSkipped}`,
    async () => {
      const umask = process.umask(0o077);
      const release = await takeRunLock('mine').finally(() => process.umask(umask));
      expect(statSync(runLockFile()).mode & 0o777).toBe(0o666);
      expect((await start(AS_ORDINARY_USER)).said).toContain(
        `process ${String(process.pid)} is measuring on this host (mine; root`,
      );
      await release();
      const { child, said } = await start(AS_ORDINARY_USER);
      expect(said).toBe('locked\n');
      await expect(takeRunLock('mine')).rejects.toThrow(`process ${String(child.pid)} is measuring`);
    },
  );

  it.skipIf(!hasOrdinaryUser)(`is taken by root where an unprivileged user made the file${orSkipped}`, async () => {
    const { child } = await start(AS_ORDINARY_USER);
    expect(statSync(runLockFile()).uid).toBe(65_534);
    await end(child);
    await (await takeRunLock('mine'))();
  });
});

describe('in a folder that everybody can write to', () => {
  const file = () => path.join(folder, 'lock');

  it.each<[string, () => void]>([
    ['a link', () => symlinkSync('/etc/passwd', file())],
    ['a link to nowhere', () => symlinkSync(path.join(folder, 'none'), file())],
    ['a folder', () => mkdirSync(file())],
    ['a pipe', () => void spawnSync('mkfifo', [file()])],
    [
      'a second name of another file',
      () => {
        writeFileSync(path.join(folder, 'victim'), 'text');
        linkSync(path.join(folder, 'victim'), file());
      },
    ],
  ])('is not %s', async (_, make) => {
    make();
    await expect(takeRunLock('mine')).rejects.toThrow('is not a plain file with one name; remove it');
  });

  it('shows nothing of a foreign note that a terminal would obey, and no more than a line of it', async () => {
    const release = await takeRunLock(`\u001b[31m${'x'.repeat(5_000)}`);
    const refusal = await takeRunLock('mine').catch(String);
    expect(refusal).not.toContain('\u001b');
    expect(String(refusal).length).toBeLessThan(600);
    await release();
  });

  it('says nothing of a holder that the file names and that is dead', async () => {
    const release = await takeRunLock('mine');
    writeFileSync(file(), 'run-1-2-00000000-00000000-00000000');
    await expect(takeRunLock('mine')).rejects.toThrow('in another PID namespace');
    writeFileSync(file(), 'garbage');
    await expect(takeRunLock('mine')).rejects.toThrow('another process is measuring');
    await release();
  });

  it('is not held by who locked a file that has been replaced since', async () => {
    const release = await takeRunLock('mine');
    renameSync(file(), path.join(folder, 'tidied'));
    const second = await takeRunLock('another');
    await expect(takeRunLock('third')).rejects.toThrow(RunInProgressError);
    await second();
    await release();
  });
});

it('needs flock, and says which package has it', async () => {
  vi.stubEnv('PATH', folder);
  await expect(takeRunLock('mine')).rejects.toThrow('install util-linux');
});
