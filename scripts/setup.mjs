/**
 * Brings a fresh clone to where it can run: npm dependencies and the build, each only where it is missing or older than its sources. Uses
 * nothing but Node itself; when all is there it costs a few milliseconds of stat calls. Messages go to stderr.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const OLDEST_NODE = [20, 19];
const SOURCE_FOLDERS = ['runtimes', 'vm', 'bench', 'reports', 'scripts', 'tests'];
const DIST = path.join(root, 'dist');
const BUILT_STAMP = path.join(DIST, '.built');
const LOCK = path.join(DIST, '.setup-lock');

/** Something is missing that Twinbench cannot mend by itself; the message says what to do. */
export class SetupFailure extends Error {
  name = 'SetupFailure';
}

/** @throws SetupFailure */
export async function setUp() {
  checkNodeVersion();
  if (!dependenciesMissing() && !buildStale()) return;
  await withLock(async () => {
    if (dependenciesMissing()) installDependencies();
    if (buildStale()) await buildAll();
  });
}

function checkNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupFailure(
    `Twinbench needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version} (${process.execPath}).`,
  );
}

/** The installed packages are those of package-lock.json. Compared by content only when the lock file is newer: a checkout moves its time. */
function dependenciesMissing() {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  const wanted = path.join(root, 'package-lock.json');
  const installedMs = modifiedMs(installed);
  if (installedMs === undefined) return true;
  return (modifiedMs(wanted) ?? 0) > installedMs && !sameVersions(packagesOf(wanted), packagesOf(installed));
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

/** Optional packages are those of other platforms, which npm leaves out. */
function sameVersions(wanted, installed) {
  return Object.entries(wanted).every(
    ([name, entry]) => name === '' || entry.optional || entry.devOptional || installed[name]?.version === entry.version,
  );
}

function installDependencies() {
  tell('installing npm dependencies (once; npm ci)');
  const { status, error } = spawnSync('npm', ['ci'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (error?.code === 'ENOENT')
    throw new SetupFailure('npm is not installed, and the npm dependencies are missing. Install npm, then try again.');
  if (status !== 0) throw new SetupFailure(`npm ci failed in ${root}; its messages are above.`);
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
    throw new SetupFailure(`The build failed: ${error instanceof Error ? error.message : String(error)}`);
  }
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
    if (error?.code === 'ENOENT') throw new SetupFailure('flock is not installed; install util-linux, then try again.');
    if (status !== 0) throw new SetupFailure(`flock failed on ${LOCK}: ${stderr}`);
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
    throw new SetupFailure(
      `Twinbench must be set up first, and ${DIST} is not writable (${error.code}): run it once as the owner of ${root}.`,
    );
  }
}

function tell(message) {
  process.stderr.write(`twinbench: ${message}\n`);
}
