/** One run at a time on a host: two at once would measure each other. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolders } from '../../runtimes/cache.js';
import { hasCode } from '../../runtimes/errno.js';
import { isAlive, isNameOfDeadOwner, ownerName, parseOwnerName, thisProcess } from '../../runtimes/owner.js';

const LOCK_FILE = 'run.lock';
/** Test hook: another lock file, for runs that do not mind being beside each other. */
const LOCK_VARIABLE = 'TWINBENCH_TEST_LOCK';

export class RunInProgress extends Error {
  override readonly name = 'RunInProgress';
}

/**
 * Takes the lock; the returned function gives it back. A lock whose owner is dead is taken over.
 * @throws RunInProgress – naming the process that measures
 */
export async function takeRunLock(folder: string, purpose: string): Promise<() => Promise<void>> {
  await makeFolders(folder);
  const file = lockFile(folder);
  const mine = `${ownerName(thisProcess())}\n${purpose}\n`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await createExclusively(file, mine)) return () => rm(file, { force: true });
    await refuseOrRemove(file);
  }
  throw new RunInProgress(`another run keeps taking ${file}; try again when it has ended`);
}

/** @returns the lock's path when a dead run had left it */
export async function removeDeadRunLock(folder: string): Promise<string[]> {
  const file = lockFile(folder);
  const [name = ''] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  if (!isNameOfDeadOwner(name)) return [];
  await rm(file, { force: true });
  return [file];
}

function lockFile(folder: string): string {
  return process.env[LOCK_VARIABLE] ?? path.join(folder, LOCK_FILE);
}

async function refuseOrRemove(file: string): Promise<void> {
  const [name = '', purpose = ''] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const owner = parseOwnerName(name);
  if (owner !== undefined && isAlive(owner)) {
    throw new RunInProgress(
      `process ${String(owner.pid)} is measuring on this host (${purpose}). Two runs at once would measure each other: wait for it, or end it with: kill ${String(owner.pid)}`,
    );
  }
  await rm(file, { force: true });
}

async function createExclusively(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}
