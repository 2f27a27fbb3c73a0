/** Compiles our C programs at first use, into the cache, keyed by source, flags and compiler. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, cacheKey } from './cache.js';
import { run } from './process.js';

/** Warnings are errors in `npm run check`; here a newer compiler's new warning must not stop a user. */
export const C_FLAGS = ['-std=c11', '-O2', '-static', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-fno-plt', '-s'] as const;
const COMPILE_DEADLINE_MS = 120_000;

/** Root of the checkout: the folder that holds package.json, two levels above `dist/runtimes`. */
export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Path of the compiled program `name`, whose sources are all `.c` and `.h` files in `runtimes/<name>/`.
 * @throws CommandFailure – no compiler, or it refused
 */
export async function nativeProgram(name: 'launcher' | 'supervisor'): Promise<string> {
  const folder = path.join(projectRoot, 'runtimes', name);
  const files = (await readdir(folder)).filter((file) => /\.[ch]$/.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file))));
  const key = cacheKey(name, process.arch, C_FLAGS.join(' '), ...files, ...texts);
  const entry = await cached('bin', key, async (directory) => {
    const sources = files.filter((file) => file.endsWith('.c'));
    await run('cc', [...C_FLAGS, '-o', path.join(directory, name), ...sources], { cwd: folder, deadlineMs: COMPILE_DEADLINE_MS });
  });
  return path.join(entry, name);
}
