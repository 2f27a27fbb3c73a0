/** Asks for, or installs, what is missing on this host before a command starts instances. */
import { createInterface } from 'node:readline/promises';
import { cacheRoot } from '../../runtimes/cache.js';
import { listKinds } from '../environments/environments.js';
import type { Settings } from '../harness/settings.js';
import { ensureProvisioned } from '../host/provision.js';

/** @throws MissingPrerequisitesError – with the exact command that fixes it */
export function provision(settings: Pick<Settings, 'environments' | 'kernel'>, say: (text: string) => void): Promise<void> {
  return ensureProvisioned({
    kinds: listKinds(settings.environments),
    cacheFolder: cacheRoot(),
    ownKernel: settings.kernel !== undefined,
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    ask,
    announce: say,
  });
}

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return !/^n/i.test((await terminal.question(`${question} [Y/n] `)).trim());
  } finally {
    terminal.close();
  }
}
