/**
 * A container as an ordinary user has it. Root cannot be one for a while, so a process of its own, without any privilege, does it: with a
 * cache of its own, because it can write to none of root's.
 */
import { cp, lchown, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheRoot, exists } from '../../runtimes/cache.js';
import { temporaryFolder } from '../../runtimes/environment.js';
import { projectRoot } from '../../runtimes/native.js';
import { CommandError, tryRun } from '../../runtimes/process.js';
import { HostError } from '../contract/errors.js';
import { type ProbedEnvironment, probedEnvironment } from '../contract/isolation.js';

/** `nobody`, on every Linux. */
const UID = 65_534;
const DEADLINE_MS = 180_000;
const PROGRAM = path.join(projectRoot, 'dist', 'bench', 'isolation', 'rootless-main.js');

/** For root only: an ordinary user's container is rootless as it is. @throws HostError – with what the process without privileges said */
export async function probeRootless(): Promise<ProbedEnvironment> {
  const cache = await mkdtemp(path.join(temporaryFolder(), 'twinbench-rootless-'));
  try {
    await copyPrograms(cache);
    await chownTree(cache);
    return probedEnvironment.parse(JSON.parse(await runAsNobody(cache)));
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

/** What root has compiled already need not be compiled once more. Folders of the cache may be links to where this user cannot read. */
async function copyPrograms(cache: string): Promise<void> {
  const programs = path.join(cacheRoot(), 'bin');
  if (await exists(programs)) await cp(programs, path.join(cache, 'bin'), { recursive: true, dereference: true });
}

async function chownTree(folder: string): Promise<void> {
  for (const name of ['', ...(await readdir(folder, { recursive: true }))]) await lchown(path.join(folder, name), UID, UID);
}

async function runAsNobody(cache: string): Promise<string> {
  const user = [`--reuid=${String(UID)}`, `--regid=${String(UID)}`, '--clear-groups'];
  const env = { TWINBENCH_CACHE: cache, HOME: cache };
  const result = await tryRun('setpriv', [...user, process.execPath, PROGRAM], { deadlineMs: DEADLINE_MS, env, cwd: '/' });
  if (!(result instanceof CommandError)) return result.stdout;
  if (result.notFound) throw new HostError('setpriv, which gives up privileges, is not on this host; it comes with util-linux');
  throw new HostError(`the unprivileged process failed: ${lastLine(result.stderr)}. ${await hint()}`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

async function hint(): Promise<string> {
  const user = [`--reuid=${String(UID)}`, `--regid=${String(UID)}`, '--clear-groups'];
  const readable = await tryRun('setpriv', [...user, 'cat', PROGRAM], { deadlineMs: 10_000 });
  return readable instanceof CommandError
    ? `Other users cannot read ${projectRoot}; let them, or run twinbench probe as an ordinary user`
    : 'See what twinbench doctor says about user namespaces, as an ordinary user';
}
