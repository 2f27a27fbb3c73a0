/** Removal of what Twinbench made, which nothing may lead elsewhere: neither a link nor a mount. */

import { lstat, realpath } from 'node:fs/promises';
import { formatError } from './errors.js';
import { removeInstanceFolder } from './launcher/instance-folder.js';
import { mountsWithin } from './mounts.js';

/** What was left alone, and why: the end of a sentence that begins with the path. */
export interface Spared {
  readonly path: string;
  readonly because: string;
}

export class Removal {
  readonly removed: string[] = [];
  readonly spared: Spared[] = [];

  /** A file or folder that is known to be ours. One that cannot be removed is spared: it must stop nobody. */
  async remove(entry: string): Promise<void> {
    const obstacle = await whyNotToRemove(entry).catch(explain);
    if (obstacle !== undefined) return this.spare(entry, obstacle);
    try {
      await removeInstanceFolder(entry);
      this.removed.push(entry);
    } catch (error) {
      this.spare(entry, explain(error));
    }
  }

  spare(entry: string, because: string): void {
    this.spared.push({ path: entry, because });
  }
}

async function whyNotToRemove(entry: string): Promise<string | undefined> {
  if ((await lstat(entry)).isSymbolicLink()) return 'it is a link, and Twinbench makes none here';
  const [mount] = mountsWithin(await realpath(entry));
  return mount === undefined ? undefined : `a file system is mounted at ${mount}; unmount it first`;
}

function explain(error: unknown): string {
  return `it cannot be removed (${formatError(error).split('\n')[0] ?? ''})`;
}
