/** One run at a time on a host, whoever's it is and whatever its cache: two at once would measure each other. */

import { userInfo } from 'node:os';
import { ExpectedError } from '../../runtimes/errors.js';
import { isOfThisNamespace, judge, ownerName, parseOwnerName, thisProcess } from '../../runtimes/owner.js';
import { printable } from '../../runtimes/printable.js';
import { tryLock } from './lock-file.js';

/** The same for every user, so not the folder for temporary files that an environment variable names. */
const LOCK_FILE = '/tmp/twinbench-run.lock';
const MAX_FIELD_LENGTH = 200;

export class RunInProgressError extends ExpectedError {}

/** Tests that run side by side lock a file of their own. */
export function runLockFile(): string {
  const own = process.env['TWINBENCH_TEST_LOCK'];
  return own === undefined || own === '' ? LOCK_FILE : own;
}

/**
 * Takes the lock; the returned function gives it back, and so does the end of this process. The file stays.
 * @throws RunInProgressError – naming the process that measures; HostError – the lock cannot be used
 */
export async function takeRunLock(purpose: string): Promise<() => Promise<void>> {
  const { held, ...refused } = await tryLock(runLockFile());
  if (held === undefined) throw new RunInProgressError(`${describeHolder('note' in refused ? refused.note : '')}`);
  held.writeNote([ownerName(thisProcess()), userName(), new Date().toISOString(), purpose].join('\n'));
  return async () => held.release();
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${String(process.getuid?.())}`;
  }
}

/** @param note in the file, which any user of the host may have written */
function describeHolder(note: string): string {
  const [name = '', user = '', since = '', purpose = ''] = note.split('\n').map((line) => printable(line, MAX_FIELD_LENGTH));
  const owner = parseOwnerName(name);
  // Between taking the lock and writing the note, or after a note that could not be written.
  if (owner === undefined || judge(owner) === 'dead') return `another process is measuring on this host. ${WAIT}.`;
  const who = `process ${String(owner.pid)} is measuring on this host (${purpose}; ${user}, since ${since})`;
  if (isOfThisNamespace(owner)) return `${who}. ${WAIT}, or end it with: kill ${String(owner.pid)}`;
  return `${who}, in another PID namespace. ${WAIT}, or end it where it was started.`;
}

const WAIT = 'Two runs at once would measure each other: wait for it';
