/** Doctor: programs that are needed, each started for real. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { temporaryFolder } from '../../runtimes/environment.js';
import { CommandError, type CommandOutput, tryRun } from '../../runtimes/process.js';
import { asRoot, type Check, type CheckContext, EVERY_KIND, firstLine } from './check.js';
import { findProgram, findStaticBusybox } from './programs.js';
import { hasPackageLists } from './provision.js';

const DEADLINE_MS = 20_000;
const INSTALL = 'apt-get install --yes --no-install-recommends';
const PROGRAM = 'int main(void) { return 0; }\n';

const packageFile = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

export function checkNode(): Check {
  const detail = `${process.version} (${process.execPath})`;
  return { id: 'node', title: 'Node', status: 'ok', detail, neededFor: EVERY_KIND };
}

export function checkNpmDependencies(): Check {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
  const common = { id: 'npm-dependencies', title: 'npm dependencies', neededFor: EVERY_KIND };
  const { dependencies, devDependencies } = packageFile.parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  const names = Object.keys({ ...dependencies, ...devDependencies });
  const absent = names.filter((name) => !existsSync(path.join(root, 'node_modules', name)));
  if (absent.length === 0) return { ...common, status: 'ok', detail: `all ${String(names.length)} installed` };
  return { ...common, status: 'missing', detail: `not installed: ${absent.join(', ')}`, mend: `cd ${root} && npm ci` };
}

/** Compiles and links a static program, as the launcher and the supervisor are. */
export async function checkCompiler(): Promise<Check> {
  const common = { id: 'compiler', title: 'C compiler', neededFor: EVERY_KIND };
  const folder = mkdtempSync(path.join(temporaryFolder(), 'twinbench-doctor-'));
  try {
    const args = ['-static', '-x', 'c', '-o', path.join(folder, 'program'), '-'];
    const compiled = await tryRun('cc', args, { deadlineMs: DEADLINE_MS, input: PROGRAM });
    if (!(compiled instanceof CommandError))
      return { ...common, status: 'ok', detail: `cc ${await findVersion('cc', '-dumpfullversion')}, makes static programs` };
    const detail = compiled.notFound ? 'cc is not installed' : `cc cannot make a static program: ${firstLine(compiled.stderr)}`;
    return { ...common, status: 'missing', detail, mend: asRoot(`${INSTALL} gcc libc6-dev`) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Holds the lock that lets one run at a time measure. */
export async function checkFlock(): Promise<Check> {
  const common = { id: 'flock', title: 'flock', neededFor: EVERY_KIND };
  const file = findProgram('flock');
  if (file !== undefined) return { ...common, status: 'ok', detail: `${await findVersion(file, '--version')}, ${file}` };
  return { ...common, status: 'missing', detail: 'flock is not installed', mend: asRoot(`${INSTALL} util-linux`) };
}

export async function checkBusybox(): Promise<Check> {
  const common = { id: 'busybox', title: 'Static busybox', neededFor: EVERY_KIND };
  const file = findStaticBusybox();
  if (file !== undefined) return { ...common, status: 'ok', detail: `${await findVersion(file, '--help')}, ${file}` };
  const detail =
    findProgram('busybox') === undefined ? 'busybox is not installed' : 'the installed busybox needs shared libraries';
  return { ...common, status: 'missing', detail, mend: asRoot(`${INSTALL} busybox-static`) };
}

export async function checkQemu(): Promise<Check> {
  return checkVersion({
    id: 'qemu',
    title: 'QEMU',
    program: 'qemu-system-x86_64',
    args: ['--version'],
    packageName: 'qemu-system-x86',
  });
}

export async function checkMke2fs(): Promise<Check> {
  return checkVersion({ id: 'mke2fs', title: 'mke2fs', program: 'mke2fs', args: ['-V'], packageName: 'e2fsprogs' });
}

interface VersionCheck {
  readonly id: string;
  readonly title: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly packageName: string;
}

/** As the program says it, without its name; empty where it does not. */
async function findVersion(program: string, ...args: readonly string[]): Promise<string> {
  const answer = await tryRun(program, args, { deadlineMs: DEADLINE_MS });
  return answer instanceof CommandError ? 'of unknown version' : parseVersion(answer);
}

function parseVersion({ stdout, stderr }: CommandOutput): string {
  const said = `${stdout}\n${stderr}`;
  return /\d+\.\d[^\s,;]*(?: \([^)]*\))?/.exec(said)?.[0] ?? firstLine(said);
}

/** For programs that only virtual machines need. */
async function checkVersion({ id, title, program, args, packageName }: VersionCheck): Promise<Check> {
  const common = { id, title, neededFor: ['vm'] } as const;
  const answer = await tryRun(findProgram(program) ?? program, args, { deadlineMs: DEADLINE_MS });
  if (!(answer instanceof CommandError)) return { ...common, status: 'ok', detail: parseVersion(answer) };
  const detail = answer.notFound ? `${program} is not installed` : firstLine(answer.message);
  return { ...common, status: 'missing', detail, mend: asRoot(`${INSTALL} ${packageName}`) };
}

/** lz4 for Debian's kernel, zstd for Ubuntu's, xz for newer modules. */
export async function checkDecompressors(): Promise<Check> {
  const common = { id: 'decompressors', title: 'lz4, zstd, xz', neededFor: ['vm'] } as const;
  const packages = { lz4: 'lz4', zstd: 'zstd', xz: 'xz-utils' };
  const absent = Object.entries(packages).filter(([program]) => findProgram(program) === undefined);
  const versions = await Promise.all(Object.keys(packages).map((program) => findVersion(program, '--version')));
  if (absent.length === 0) return { ...common, status: 'ok', detail: versions.join(', ') };
  const detail = `not installed: ${absent.map(([program]) => program).join(', ')}`;
  return { ...common, status: 'degraded', detail, mend: asRoot(`${INSTALL} ${absent.map(([, name]) => name).join(' ')}`) };
}

/** Apt is how the other packages and the guest kernel come to this host. */
export function checkApt({ cacheFolder }: CheckContext): Check {
  const common = { id: 'apt', title: 'apt', neededFor: ['vm'] } as const;
  const haveKernel = guestKernelCached(cacheFolder);
  const status = haveKernel ? 'degraded' : 'missing';
  if (findProgram('apt-get') === undefined) {
    return {
      ...common,
      status,
      detail: 'this host has no apt',
      mend: 'name your own guest kernel with --kernel FILE and --modules FOLDER',
    };
  }
  if (hasPackageLists()) return { ...common, status: 'ok', detail: 'package lists present' };
  return { ...common, status, detail: 'apt has no package lists', mend: asRoot('apt-get update') };
}

/** Names that Debian and Ubuntu give to the smallest kernel for virtual machines, and to the usual one. */
const KERNEL_PACKAGES = ['linux-image-cloud-amd64', 'linux-image-virtual', 'linux-image-amd64', 'linux-image-generic'];

export async function checkGuestKernel({ cacheFolder }: CheckContext): Promise<Check> {
  const common = { id: 'guest-kernel', title: 'Guest kernel', neededFor: ['vm'] } as const;
  if (guestKernelCached(cacheFolder)) return { ...common, status: 'ok', detail: 'downloaded earlier' };
  const answer = await tryRun('apt-cache', ['policy', ...KERNEL_PACKAGES], { deadlineMs: DEADLINE_MS, env: { LC_ALL: 'C' } });
  const candidate = answer instanceof CommandError ? undefined : /^(\S+):\n.*\n {2}Candidate: (\d\S*)$/m.exec(answer.stdout);
  if (candidate)
    return { ...common, status: 'ok', detail: `${String(candidate[1])} ${String(candidate[2])}, downloaded at first use` };
  const mend = `${asRoot('apt-get update')}, or name your own kernel with --kernel FILE and --modules FOLDER`;
  return { ...common, status: 'missing', detail: 'apt offers no kernel package', mend };
}

function guestKernelCached(cacheFolder: string): boolean {
  const folder = path.join(cacheFolder, 'kernel');
  return existsSync(folder) && readdirSync(folder).length > 0;
}

export function checkChromium(): Check {
  const common = { id: 'chromium', title: 'Chromium (tests only)', neededFor: [] };
  const file = findProgram('chromium');
  if (file !== undefined) return { ...common, status: 'ok', detail: file };
  const mend = asRoot(`${INSTALL} chromium`);
  return { ...common, status: 'degraded', detail: 'not installed; the tests of the report skip the browser', mend };
}
