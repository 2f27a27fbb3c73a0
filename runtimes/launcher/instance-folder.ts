/** The folders of one instance on disk: where its overlay root writes and is mounted. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { LaunchConfig } from './launch-config.js';

/** Makes what the overlay needs in an empty folder. @throws Error – the folder is missing, not ours or on a full disk */
export function makeOverlayFolders(directory: string, lower: string): NonNullable<LaunchConfig['root']> {
  const [upper, work, merged] = ['upper', 'work', 'merged'].map((name) => path.join(directory, name)) as [string, string, string];
  for (const folder of [upper, work, merged]) mkdirSync(folder, { mode: 0o755 });
  return { lower, upper, work, merged };
}

/**
 * Removes the folder with all that the instance wrote. Few files, as after most workloads, are gone sooner without a detour over
 * Node's thread pool.
 */
export async function removeInstanceFolder(directory: string): Promise<void> {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch {
    await unlock(directory);
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
  if (existsSync(directory)) throw new Error(`${directory} could not be removed`);
}

/** An ordinary user owns folders without any permission: overlay's own work folder, and what the instance made so. */
async function unlock(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await unlock(path.join(folder, entry.name));
}
