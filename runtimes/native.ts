/** Compiles our C programs at first use, into the cache, keyed by source, flags and compiler. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, cacheKey, exists } from './cache.js';
import { chosenSanitizer, type NativeBuild, nativeBuild } from './native-build.js';
import { run } from './process.js';

const COMPILE_DEADLINE_MS = 120_000;
/** Headers that several programs use. */
const SHARED_FOLDER = 'native';

/** Programs that another's sources are part of, all but the file that holds its `main`. */
const LINKED: Partial<Record<NativeName, NativeName>> = { launcher: 'supervisor' };
const MAIN_FILE = 'main.c';

export const NATIVE_NAMES = ['launcher', 'supervisor', 'sampler', 'memfd-seal', 'drop-page-cache', 'probe'] as const;

type NativeName = (typeof NATIVE_NAMES)[number];

interface Compiler {
  readonly command: string;
  readonly flags: readonly string[];
}

/** Root of the checkout: the folder that holds package.json, two levels above `dist/runtimes`. */
export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Path of the compiled program `name`, whose sources are all `.c` and `.h` files in `runtimes/<name>/`, and those of what it is linked with.
 * @throws CommandError – no compiler, or it refused
 */
export async function nativeProgram(name: NativeName): Promise<string> {
  const { build, folder, names, candidates, key } = await describeProgram(name);
  const entry = await cached('bin', key, async (directory) => {
    const sources = [...names.filter((file) => file.endsWith('.c')), ...build.sources];
    await compile(candidates, [...build.flags, '-o', path.join(directory, name), ...sources], folder);
  });
  return path.join(entry, name);
}

/** Of the program's sources, flags and compiler: another key, another program. */
export async function nativeKey(name: NativeName): Promise<string> {
  return (await describeProgram(name)).key;
}

interface ProgramFacts {
  readonly build: NativeBuild;
  readonly folder: string;
  /** Of its sources, relative to the folder. */
  readonly names: readonly string[];
  readonly candidates: readonly Compiler[];
  readonly key: string;
}

async function describeProgram(name: NativeName): Promise<ProgramFacts> {
  const build = nativeBuild(chosenSanitizer());
  const folder = path.join(projectRoot, 'runtimes', name);
  const files = [...(await sourceFiles(folder)), ...(await linkedFiles(name))];
  const shared = await sourceFiles(path.join(projectRoot, 'runtimes', SHARED_FOLDER));
  const texts = await Promise.all([...files, ...shared].map((file) => readFile(file)));
  const candidates = await compilers(build);
  const names = files.map((file) => path.relative(folder, file));
  const key = cacheKey(name, process.arch, build.flags.join(' '), candidates[0].command, ...names, ...texts);
  return { build, folder, names, candidates, key };
}

async function linkedFiles(name: NativeName): Promise<string[]> {
  const other = LINKED[name];
  if (other === undefined) return [];
  const files = await sourceFiles(path.join(projectRoot, 'runtimes', other));
  return files.filter((file) => path.basename(file) !== MAIN_FILE);
}

async function sourceFiles(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((file) => /\.[ch]$/.test(file)).sort();
  return names.map((name) => path.join(folder, name));
}

/**
 * The first is preferred. A program that is linked with glibc asks the processor for its features some thirty times before `main`; each
 * time leaves the virtual machine that most hosts are (0.3 ms here in all), at each start. musl asks nothing.
 */
async function compilers({ needsStandardCompiler }: NativeBuild): Promise<[Compiler, ...Compiler[]]> {
  const standard: Compiler = { command: 'cc', flags: [] };
  if (needsStandardCompiler) return [standard];
  const folders = (process.env['PATH'] ?? '').split(':').filter(Boolean);
  const found = await Promise.all(folders.map((folder) => exists(path.join(folder, 'musl-gcc'))));
  if (!found.includes(true)) return [standard];
  const triplet = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
  // musl's own headers come first; the kernel's lie with the host's C library.
  const kernelHeaders = ['/usr/include', `/usr/include/${triplet}`].flatMap((folder) => ['-idirafter', folder]);
  return [{ command: 'musl-gcc', flags: kernelHeaders }, standard];
}

async function compile([first, ...others]: readonly Compiler[], args: readonly string[], folder: string): Promise<void> {
  if (first === undefined) return;
  try {
    await run(first.command, [...first.flags, ...args], { cwd: folder, deadlineMs: COMPILE_DEADLINE_MS });
  } catch (error) {
    if (others.length === 0) throw error;
    await compile(others, args, folder);
  }
}
