/** What identifies the code that measures: an error that was found of it is no error of any other. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheKey } from '../../runtimes/cache.js';
import { workloadBundle } from '../../runtimes/images/builtin.js';
import { NATIVE_NAMES, nativeKey, projectRoot } from '../../runtimes/native.js';

/** Everything between the start of an instance and a figure; what only shows figures is not among it. */
const FOLDERS = ['runtimes', 'vm', 'bench'];

/**
 * Over our compiled code, the sources and flags of our C programs, the program of the workloads, and the version of Node that runs it all. The same for the same
 * code, wherever it lies. Reads about 400 small files. QEMU and the guest's kernel are not ours; a run's record names them.
 */
export async function digestMeasuringCode(): Promise<string> {
  const native = await Promise.all(NATIVE_NAMES.map((name) => nativeKey(name)));
  const compiled = await Promise.all(FOLDERS.map((folder) => listCompiledFiles(path.join('dist', folder))));
  const files = [...compiled.flat().sort(), path.relative(projectRoot, workloadBundle)];
  const texts = await Promise.all(files.map((file) => readFile(path.join(projectRoot, file))));
  return cacheKey(process.version, ...native, ...files, ...texts);
}

/** Relative to the checkout; without tests. */
async function listCompiledFiles(folder: string): Promise<string[]> {
  const names = await readdir(path.join(projectRoot, folder), { recursive: true });
  const isOurs = (name: string) => name.endsWith('.js') && !name.endsWith('.test.js') && !name.includes('fixtures/');
  return names.filter(isOurs).map((name) => path.join(folder, name));
}
