/** The QEMU of this host. */

import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { ExpectedError } from '../../runtimes/errors.js';
import { CommandError, tryRun } from '../../runtimes/process.js';

export interface Qemu {
  readonly path: string;
  /** As it says of itself, distribution's suffix included. */
  readonly version: string;
}

const PROGRAM = 'qemu-system-x86_64';
const DEADLINE_MS = 20_000;

/** No usable QEMU on this host. */
class MissingQemuError extends ExpectedError {}

/** @throws MissingQemuError – not installed, or it does not run */
export async function findQemu(): Promise<Qemu> {
  const file = await inPath(PROGRAM);
  if (file === undefined) {
    throw new MissingQemuError(`${PROGRAM} is not installed; on Debian and Ubuntu: apt-get install qemu-system-x86`);
  }
  const answer = await tryRun(file, ['--version'], { deadlineMs: DEADLINE_MS });
  if (answer instanceof CommandError) throw new MissingQemuError(answer.message);
  const version = /version (.+)/.exec(answer.stdout)?.[1]?.trim();
  if (version === undefined) throw new MissingQemuError(`${file} --version says no version: ${answer.stdout.slice(0, 200)}`);
  return { path: file, version };
}

async function inPath(program: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(':').filter(path.isAbsolute)) {
    const file = path.join(folder, program);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
