/** What the command line and the folders can tell of a measurement, said before anything is installed, locked or prepared. */
import { access, constants, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheRoot } from '../../runtimes/cache.js';
import { anotherCache, temporaryFolder } from '../../runtimes/environment.js';
import { hasCode } from '../../runtimes/errno.js';
import { HostError } from '../contract/errors.js';
import { checkEnvironment, type WantedEnvironment } from '../environments/environments.js';
import { findWorkRoot } from '../harness/host-session.js';
import type { Settings } from '../harness/settings.js';
import { readInjectedDelays, readShortenedWaits, readVoidingGap } from '../harness/test-hooks.js';
import { checkFolder, withPassingFolder } from '../results/results-folder.js';
import { requireImage } from './session.js';

export interface Beforehand {
  readonly settings: Settings;
  /** As they are opened, where that is not the same for all. */
  readonly environments?: readonly WantedEnvironment[];
  /** Where it will write results; absent where it writes none. */
  readonly output?: string;
}

/** @throws UsageError, InstanceError – settings that do not go together; MissingKernelError; HostError, EnvironmentVariableError – a folder that cannot be used */
export async function checkBeforehand({ settings, environments, output }: Beforehand): Promise<void> {
  readInjectedDelays();
  readShortenedWaits();
  readVoidingGap();
  const wanted: readonly WantedEnvironment[] = environments ?? settings.environments.map((id) => ({ id, settings }));
  for (const one of wanted) await checkEnvironment(one);
  for (const { image } of wanted) if (image !== undefined) await requireImage(image);
  if (output !== undefined) await checkResultsFolder(output);
  temporaryFolder();
  await checkCache();
}

/** @throws HostError – a run could not write there */
export function checkResultsFolder(folder: string): Promise<void> {
  return checkFolder(folder, 'Name a writable one with --output DIR.');
}

/** Instances write to the one folder, and our programs run in the other. @throws HostError */
export async function checkCache(): Promise<void> {
  await checkFolder(findWorkRoot(), anotherCache());
  const programs = path.join(cacheRoot(), 'bin');
  const isRefused = await withPassingFolder(programs, isExecutionRefused);
  if (isRefused)
    throw new HostError(
      `cannot run programs in ${programs}: its filesystem is mounted noexec. Name a folder elsewhere with TWINBENCH_CACHE.`,
    );
}

/** The kernel says of a file whether it may be run where it lies. */
async function isExecutionRefused(folder: string): Promise<boolean> {
  const file = path.join(folder, 'program');
  await writeFile(file, '', { mode: 0o755 });
  return access(file, constants.X_OK).then(
    () => false,
    (error: unknown) => hasCode(error, 'EACCES'),
  );
}
