/** What the command line and the folders can tell of a measurement, said before anything is installed, locked or prepared. */
import { access, constants, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheRoot } from '../../runtimes/cache.js';
import { anotherCache, temporaryFolder } from '../../runtimes/environment.js';
import { hasCode } from '../../runtimes/errno.js';
import { findImage } from '../../runtimes/images/store.js';
import { ownKernel } from '../../vm/guest/kernel-files.js';
import { type ArmPair, armsOf } from './arms/arm-settings.js';
import { kindOf, openRuntime } from './environments.js';
import { HostError, UsageError } from './failure.js';
import { checkFolder, inPassing } from './results-folder.js';
import type { Settings } from './settings.js';
import { injectedDelays, shortenedWaits, voidingGap } from './test-hooks.js';
import { workRoot } from './workshop.js';

export interface Beforehand {
  readonly settings: Settings;
  /** Of an interleaved comparison. */
  readonly arms?: ArmPair;
  /** Where it will write results; absent where it writes none. */
  readonly output?: string;
}

/** @throws UsageError, InstanceFailure – settings that do not go together; KernelUnavailable; HostError, EnvironmentFailure – a folder that cannot be used */
export async function checkBeforehand({ settings, arms, output }: Beforehand): Promise<void> {
  injectedDelays();
  shortenedWaits();
  voidingGap();
  for (const [id, own] of environmentsOf(settings, arms)) await checkEnvironment(id, own);
  for (const { image } of arms === undefined ? [] : [arms.a, arms.b]) if (image !== undefined) await requireImage(image);
  if (output !== undefined) await checkResultsFolder(output);
  temporaryFolder();
  await checkCache();
}

/** Each with the settings that it will be opened with. */
function environmentsOf(settings: Settings, arms: ArmPair | undefined): [id: string, settings: Settings][] {
  if (arms === undefined) return settings.environments.map((id) => [id, settings]);
  return armsOf(settings.environments, arms).flatMap(({ baseline, candidate }) => [
    [environmentOfArm(baseline), { ...settings, ...arms.a.settings }],
    [environmentOfArm(candidate), { ...settings, ...arms.b.settings }],
  ]);
}

function environmentOfArm(id: string): string {
  return id.replace(/@[ab]$/, '');
}

async function checkEnvironment(id: string, settings: Settings): Promise<void> {
  openRuntime(id, settings);
  const { kernel, modules } = settings;
  if (kindOf(id) === 'vm' && kernel !== undefined && modules !== undefined) await ownKernel(kernel, modules);
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
