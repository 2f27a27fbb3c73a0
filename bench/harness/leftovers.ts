/** What killed commands left on this host: control groups with whatever still runs in them, folders, and half-made parts of the cache. */
import { findCacheLeftovers } from '../../runtimes/cache-contents.js';
import { findUnjudgedCgroups, sweepCgroups } from '../../runtimes/cgroup.js';
import type { Removal, Spared } from '../../runtimes/removal.js';

/** Removes what dead processes left. Nothing stops it: what is not theirs for sure, and what cannot be removed, is spared. */
export async function sweepLeftovers(): Promise<Removal> {
  const removal = await sweepCgroups();
  const { dead, unjudged, foreign } = await findCacheLeftovers();
  for (const entry of dead) await removal.remove(entry);
  removal.spared.push(...unjudged, ...foreign);
  return removal;
}

/** What a sweep would spare. Looks; changes nothing. */
export async function findSpared(): Promise<Spared[]> {
  const { unjudged, foreign } = await findCacheLeftovers();
  return [...(await findUnjudgedCgroups()), ...unjudged, ...foreign];
}

const SHOWN = 5;

/** A line for each of the first few, and how many more there are. */
export function describeSpared(spared: readonly Spared[]): string[] {
  const lines = spared.slice(0, SHOWN).map(({ path, because }) => `${path}: ${because}`);
  return spared.length > SHOWN ? [...lines, `and ${String(spared.length - SHOWN)} more`] : lines;
}
