/** Ends and removes the groups of runs whose owner is dead: a harness that was killed could not do it itself. */

import path from 'node:path';
import { formatError } from '../errors.js';
import { explainUnjudged, judgeName } from '../owner.js';
import { Removal } from '../removal.js';
import { foldersIn } from './files.js';
import { Group, removeIfIdle } from './group.js';
import { type CgroupHierarchies, detectCgroups, runsFolder, slotsIn } from './layout.js';
import { removeParents, runFolders } from './parent.js';

const DEADLINE_MS = 5_000;

/** Removes what it can. What is not ours, or cannot be judged or removed, is spared; it stops nobody. */
export async function sweepCgroups(deadlineMs = DEADLINE_MS): Promise<Removal> {
  const removal = new Removal();
  const { site } = await detectCgroups();
  if (site === undefined) return removal;
  for (const runName of runNames(site)) await sweepRun(site, runName, removal, deadlineMs);
  removeParents(site);
  return removal;
}

/** The groups of owners that cannot be judged. Looks; changes nothing. */
export async function findUnjudgedCgroups(): Promise<Removal['spared']> {
  const { site } = await detectCgroups();
  const names = site === undefined ? [] : runNames(site);
  return names.filter((name) => judgeName(path.basename(name)) === 'cannot be judged').map(unjudged);
}

function unjudged(runName: string): Removal['spared'][number] {
  return { path: describeRun(runName), because: explainUnjudged(path.basename(runName)) };
}

function describeRun(runName: string): string {
  return `control group twinbench/${runName}`;
}

function bases(site: CgroupHierarchies): string[] {
  return [...new Set([...Object.values(site.legacy), ...(site.unified === undefined ? [] : [site.unified])])];
}

/** Below the folder of the runs; those of the tests' workers included, unless this is one of them. */
function runNames(site: CgroupHierarchies): string[] {
  return [...new Set(bases(site).flatMap((base) => runsIn(runsFolder(base))))];
}

function runsIn(parent: string): string[] {
  const slots = slotsIn(parent);
  const ofWorkers = slots.flatMap((slot) => foldersIn(path.join(parent, slot)).map((name) => path.join(slot, name)));
  return [...foldersIn(parent).filter((name) => !slots.includes(name)), ...ofWorkers];
}

async function sweepRun(site: CgroupHierarchies, runName: string, removal: Removal, deadlineMs: number): Promise<void> {
  const judgement = judgeName(path.basename(runName));
  if (judgement === 'cannot be judged') removal.spared.push(unjudged(runName));
  if (judgement !== 'dead') return;
  try {
    await removeRun(site, runName, deadlineMs);
    removal.removed.push(describeRun(runName));
  } catch (error) {
    removal.spare(describeRun(runName), formatError(error));
  }
}

async function removeRun(site: CgroupHierarchies, runName: string, deadlineMs: number): Promise<void> {
  const { unified, legacy } = runFolders(site, runName);
  const folders = [...Object.values(legacy), ...(unified === undefined ? [] : [unified])];
  for (const id of new Set(folders.flatMap(foldersIn))) {
    const inGroup = Object.entries(legacy).map(([controller, folder]) => [controller, path.join(folder, id)] as const);
    const group = new Group(
      { legacy: Object.fromEntries(inGroup), ...(unified === undefined ? {} : { unified: path.join(unified, id) }) },
      site.layout,
    );
    await group.kill(deadlineMs);
    await group.remove(deadlineMs);
  }
  for (const folder of folders) removeIfIdle(folder);
}
