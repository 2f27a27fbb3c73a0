/** The folders of one instance on disk: where its overlay root writes and is mounted. */
import { chmodSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { run, tryRun } from '../process.js';
import type { OverlayFolders } from './launch-config.js';

const REMOVAL_DEADLINE_MS = 60_000;
/** Where there is no image, which the launcher then says. */
const ROOT_MODE = 0o755;

/**
 * Makes what the overlay needs in an empty folder, which is closed to the host's other users: root inside may make set-user-id programs
 * there, which must not be theirs to run (CVE-2021-41091). @throws Error – the folder is missing, not ours or on a full disk */
export function makeOverlayFolders(directory: string, lower: string): OverlayFolders {
  const [upper, work, merged] = ['upper', 'work', 'merged'].map((name) => path.join(directory, name)) as [string, string, string];
  chmodSync(directory, 0o700);
  for (const folder of [upper, work, merged]) mkdirSync(folder);
  // The instance's root has the mode of this folder, which was made under the umask of whoever started us.
  chmodSync(upper, statSync(lower, { throwIfNoEntry: false })?.mode ?? ROOT_MODE);
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
    await removeStubborn(directory);
  }
  if (existsSync(directory)) throw new Error(`${directory} could not be removed`);
}

/**
 * What Node cannot remove: paths longer than the kernel takes at once, names that are no text, and for an ordinary user folders without
 * any permission (overlay's own work folder, and what the instance made so). Neither program follows a link.
 */
async function removeStubborn(directory: string): Promise<void> {
  await tryRun('chmod', ['-R', 'u+rwx', '--', directory], { deadlineMs: REMOVAL_DEADLINE_MS });
  await run('rm', ['-rf', '--', directory], { deadlineMs: REMOVAL_DEADLINE_MS });
}
