/** What the command line and the folders can tell of a measurement, said before anything is installed, locked or prepared. */
import { access, constants, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheRoot } from '../../runtimes/cache.js';
import { anotherCache, temporaryFolder } from '../../runtimes/environment.js';
import { hasCode } from '../../runtimes/errno.js';
import { findImage } from '../../runtimes/images/store.js';
import { HostError, UsageError } from '../contract/errors.js';
import { checkEnvironment } from '../environments/environments.js';
import { workRoot } from '../harness/host-session.js';
import type { Settings } from '../harness/settings.js';
import { injectedDelays, shortenedWaits, voidingGap } from '../harness/test-hooks.js';
import { checkFolder, inPassing } from '../results/results-folder.js';

export interface Beforehand {
  readonly settings: Settings;
  /** Environments with the settings that each is opened with, where they are not those of `settings` for all. */
  readonly environments?: readonly EnvironmentSettings[];
  /** Digests that the image store must have. */
  readonly images?: readonly string[];
  /** Where it will write results; absent where it writes none. */
  readonly output?: string;
}

export interface EnvironmentSettings {
  readonly id: string;
  readonly settings: Settings;
}

/** @throws UsageError, InstanceError – settings that do not go together; MissingKernelError; HostError, EnvironmentVariableError – a folder that cannot be used */
export async function checkBeforehand({ settings, environments, images = [], output }: Beforehand): Promise<void> {
  injectedDelays();
  shortenedWaits();
  voidingGap();
  const opened = environments ?? settings.environments.map((id) => ({ id, settings }));
  for (const one of opened) await checkEnvironment(one.id, one.settings);
  for (const image of images) await requireImage(image);
  if (output !== undefined) await checkResultsFolder(output);
  temporaryFolder();
  await checkCache();
}

/** @throws UsageError – no such image */
async function requireImage(digest: string): Promise<void> {
  if ((await findImage(digest)) === undefined)
    throw new UsageError(`the image store has no ${digest}; give a whole digest, sha256:…`);
}

/** @throws HostError – a run could not write there */
export function checkResultsFolder(folder: string): Promise<void> {
  return checkFolder(folder, 'Name a writable one with --output DIR.');
}

/** Instances write to the one folder, and our programs run in the other. @throws HostError */
export async function checkCache(): Promise<void> {
  await checkFolder(workRoot(), anotherCache());
  const programs = path.join(cacheRoot(), 'bin');
  const isRefused = await inPassing(programs, isExecutionRefused);
  if (isRefused)
    throw new HostError(
      `programs may not be run in ${programs}: its filesystem is mounted noexec. Name a folder elsewhere with TWINBENCH_CACHE.`,
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
