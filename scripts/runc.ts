/** What runc leaves behind. */
import { readdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';

/** runc removes its own group only, in every hierarchy that there is. */
export function removeRuncParents(): void {
  const root = '/sys/fs/cgroup';
  for (const folder of [root, ...readdirSync(root).map((name) => path.join(root, name))]) {
    try {
      rmdirSync(path.join(folder, 'twinbench'));
    } catch {
      // Not there, or in use by a run.
    }
  }
}
