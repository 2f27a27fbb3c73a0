/** Ends and removes the groups of runs whose owner is dead: a harness that was killed could not do it itself. */
import path from 'node:path';
import { isNameOfDeadOwner } from '../owner.js';
import { foldersIn } from './files.js';
import { Group, removeIfIdle } from './group.js';
import { removeParent, runFolders } from './parent.js';
import { type CgroupSite, detectCgroups, PARENT_NAME } from './site.js';

const DEADLINE_MS = 5_000;

/** Names of the runs that were removed. @throws Error – a process does not end, or a group stays busy */
export async function sweepCgroups(): Promise<string[]> {
  const { site } = await detectCgroups();
  if (site === undefined) return [];
  const bases = [...Object.values(site.legacy), ...(site.unified === undefined ? [] : [site.unified])];
  const dead = new Set(bases.flatMap((base) => foldersIn(path.join(base, PARENT_NAME))).filter(isNameOfDeadOwner));
  for (const runName of dead) await removeRun(site, runName);
  for (const base of bases) removeParent(site, path.join(base, PARENT_NAME));
  return [...dead];
}

async function removeRun(site: CgroupSite, runName: string): Promise<void> {
  const { unified, legacy } = runFolders(site, runName);
  const folders = [...Object.values(legacy), ...(unified === undefined ? [] : [unified])];
  for (const id of new Set(folders.flatMap(foldersIn))) {
    const inGroup = Object.entries(legacy).map(([controller, folder]) => [controller, path.join(folder, id)] as const);
    const group = new Group(
      { legacy: Object.fromEntries(inGroup), ...(unified === undefined ? {} : { unified: path.join(unified, id) }) },
      site.layout,
    );
    await group.kill(DEADLINE_MS);
    await group.remove(DEADLINE_MS);
  }
  for (const folder of folders) removeIfIdle(folder);
}
