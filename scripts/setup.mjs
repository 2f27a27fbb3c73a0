/**
 * Brings a fresh clone to where it can run: npm dependencies and the build, each only where it is missing or older than its sources. Uses
 * nothing but Node itself; when all is there it costs a few milliseconds of stat calls. Messages go to stderr.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies, missingDependencies } from './dependencies.mjs';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const OLDEST_NODE = [20, 19];
const SOURCE_FOLDERS = ['runtimes', 'vm', 'bench', 'reports', 'scripts', 'tests'];
const DIST = path.join(root, 'dist');
const BUILT_STAMP = path.join(DIST, '.built');
const LOCK = path.join(DIST, '.setup-lock');
/** Packages that a message names. */
const MAX_NAMED = 5;

/** Something is missing that Twinbench cannot fix by itself; the message says what to do. */
export class SetupError extends Error {
  kind = 'failed';
}

/** @throws SetupError */
export async function setUp() {
  await setUpDependencies();
  if (!buildStale()) return;
  await withLock(async () => {
    if (buildStale()) await buildAll();
  });
}

/** The npm dependencies only, for what checks the sources before they are built. @throws SetupError */
export async function setUpDependencies() {
  checkNodeVersion();
  if (missingDependencies(root).length === 0) return;
  await withLock(() => {
    if (missingDependencies(root).length > 0) install();
  });
}

function checkNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(
    `Twinbench needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version} (${process.execPath}).`,
  );
}

function install() {
  tell('installing npm dependencies (once; npm ci)');
  const { status, error, stdout, stderr } = installDependencies(root);
  if (error?.code === 'ENOENT')
    throw new SetupError('npm is not installed, and the npm dependencies are missing. Install npm, then try again.');
  if (status !== 0) throw new SetupError(`${stdout}${stderr}npm ci failed in ${root}; its messages are above.`);
  const missing = missingDependencies(root);
  if (missing.length === 0) return;
  throw new SetupError(
    `npm ci left out ${nameSome(missing)}. Something in npm's configuration does that: see npm config list, run in ${root}.`,
  );
}

function nameSome(names) {
  const more = names.length - MAX_NAMED;
  return more > 0 ? `${names.slice(0, MAX_NAMED).join(', ')} and ${more} more` : names.join(', ');
}

function buildStale() {
  const builtMs = modifiedMs(BUILT_STAMP);
  if (builtMs === undefined) return true;
  const single = ['tsconfig.json', 'package-lock.json'].map((name) => path.join(root, name));
  return newest([...single, ...SOURCE_FOLDERS.flatMap((folder) => filesIn(path.join(root, folder)))]) > builtMs;
}

async function buildAll() {
  tell('building (a few seconds)');
  const { build } = await import('./build.mjs');
  try {
    await build();
  } catch (error) {
    throw new SetupError(`The build failed: ${formatReason(error)}`);
  }
}

/** In words: why what `build` wrote does not load, and what to do. */
export function damagedBuild(error) {
  return `The build in ${DIST} is damaged: ${formatReason(error)}\nRemove that folder and try again; it is built anew.`;
}

function formatReason(error) {
  return error instanceof Error ? error.message : String(error);
}

function filesIn(folder) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesIn(file) : [file];
  });
}

function newest(files) {
  return files.reduce((latest, file) => Math.max(latest, modifiedMs(file) ?? 0), 0);
}

function modifiedMs(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

/**
 * One at a time: a second invocation waits for the first. The lock is the kernel's, which gives it back however its holder ends and whatever
 * namespace that lives in; flock(1) takes it for the descriptor that it inherits, and it stays with ours. The file stays, too.
 */
async function withLock(work) {
  const descriptor = openLock();
  try {
    const { status, error, stderr } = spawnSync('flock', ['3'], { stdio: ['ignore', 'ignore', 'pipe', descriptor] });
    if (error?.code === 'ENOENT') throw new SetupError('flock is not installed; install util-linux, then try again.');
    if (status !== 0) throw new SetupError(`flock failed on ${LOCK}: ${stderr}`);
    await work();
  } finally {
    closeSync(descriptor);
  }
}

function openLock() {
  try {
    mkdirSync(DIST, { recursive: true });
    return openSync(LOCK, 'a');
  } catch (error) {
    throw new SetupError(
      `Twinbench must be set up first, and ${DIST} is not writable (${error.code}): run it once as the owner of ${root}.`,
    );
  }
}

function tell(message) {
  process.stderr.write(`twinbench: ${message}\n`);
}
