/** The folder of one run, below our `twinbench` parent, in which the groups of its instances are made. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownerName, thisProcess } from '../owner.js';
import { foldersIn, makeFolder, readControl, readPids, tryWriteControl, writeControl } from './files.js';
import { type Cgroup, type CgroupLimits, createGroup, removeIfIdle } from './group.js';
import { type CgroupHierarchies, detectCgroups, HARNESS_NAME, parentFolders, runsFolder, slotsIn } from './layout.js';

export interface CgroupParent {
  readonly layout: CgroupHierarchies['layout'];
  /** Makes the group of one instance. @param id `[a-z0-9-]{1,48}` @throws Error – a limit was refused */
  create(id: string, limits: CgroupLimits): Promise<Cgroup>;
  /** Removes the run's folder, and the parent when no other run uses it. Groups that still exist stay. */
  close(): Promise<void>;
}

/** `reason` says why there are no groups, and what to do. */
export type CgroupSupport =
  | { readonly layout: CgroupHierarchies['layout']; readonly parent: CgroupParent }
  | { readonly layout: 'none'; readonly parent?: undefined; readonly reason: string };

/** @throws Error – the kernel refused a step of making the parent */
export async function openCgroupParent(): Promise<CgroupSupport> {
  const detection = await detectCgroups();
  if (detection.site === undefined) return { layout: 'none', reason: detection.reason };
  const { site } = detection;
  const run = runFolders(site, ownerName(thisProcess()));
  await insistently(() => makeRunFolders(site, run));
  return { layout: site.layout, parent: new RunParent(site, run) };
}

const ATTEMPTS = 20;
const RETRY_MS = 5;

/** A run that ends at the same time removes the parent that it shares with this one, or takes its controllers back. */
async function insistently(make: () => void): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return make();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await sleep(RETRY_MS);
    }
  }
}

function makeRunFolders(site: CgroupHierarchies, run: Folders): void {
  if (site.unified !== undefined) prepareUnified(site.unified, site, run.unified ?? site.unified);
  for (const folder of Object.values(run.legacy)) makeFolder(folder);
}

type Folders = Pick<CgroupHierarchies, 'unified' | 'legacy'>;

/** Folders of a run in every hierarchy in use; a v2 tree makes cpuacct needless. */
export function runFolders(site: CgroupHierarchies, runName: string): Folders {
  const inRun = (base: string) => path.join(runsFolder(base), runName);
  const legacy = Object.entries(site.legacy).filter(([controller]) => controller !== 'cpuacct' || site.unified === undefined);
  return {
    legacy: Object.fromEntries(legacy.map(([controller, base]) => [controller, inRun(base)])),
    ...(site.unified === undefined ? {} : { unified: inRun(site.unified) }),
  };
}

/** Controllers reach a v2 group only when every group above it passes them on. */
function prepareUnified(base: string, site: CgroupHierarchies, runFolder: string): void {
  makeFolder(runFolder);
  if (site.layout === 'hybrid') return;
  if (site.layout === 'delegated') moveAside(base);
  for (const folder of [base, ...parentFolders(base), runFolder]) {
    for (const controller of ['memory', 'pids']) enable(folder, controller);
    tryWriteControl(folder, 'cgroup.subtree_control', '+cpuset');
  }
}

function enable(folder: string, controller: string): void {
  const enabled = (readControl(path.join(folder, 'cgroup.subtree_control')) ?? '').trim().split(' ');
  if (!enabled.includes(controller)) writeControl(folder, 'cgroup.subtree_control', `+${controller}`);
}

/** v2 refuses controllers below a group that has processes itself; the kernel's own root is the exception. */
function moveAside(base: string): void {
  const leaf = path.join(parentFolders(base)[0], HARNESS_NAME);
  const pids = readPids(base);
  if (pids.length > 0) makeFolder(leaf);
  for (const pid of pids) writeControl(leaf, 'cgroup.procs', String(pid));
}

class RunParent implements CgroupParent {
  readonly layout: CgroupHierarchies['layout'];
  readonly #site: CgroupHierarchies;
  readonly #run: Folders;

  constructor(site: CgroupHierarchies, run: Folders) {
    this.layout = site.layout;
    this.#site = site;
    this.#run = run;
  }

  async create(id: string, limits: CgroupLimits): Promise<Cgroup> {
    if (!/^[a-z0-9-]{1,48}$/.test(id)) throw new TypeError(`"${id}" cannot name a control group`);
    const used = Object.entries(this.#run.legacy).filter(
      ([controller]) => controller !== 'cpuset' || limits.cpuset !== undefined,
    );
    for (const [controller, folder] of used) if (controller === 'cpuset') this.#inheritCpuset(folder);
    const legacy = Object.fromEntries(used.map(([controller, folder]) => [controller, path.join(folder, id)]));
    const unified = this.#run.unified === undefined ? {} : { unified: path.join(this.#run.unified, id) };
    return createGroup({ legacy, ...unified }, this.layout, limits);
  }

  /** A v1 cpuset starts without CPUs and memory nodes, and can be given only what its parent has. */
  #inheritCpuset(runFolder: string): void {
    const base = this.#site.legacy['cpuset'] ?? '';
    for (const folder of [...parentFolders(base), runFolder]) {
      for (const name of ['cpuset.cpus', 'cpuset.mems']) {
        const own = (readControl(path.join(folder, name)) ?? '').trim();
        if (own === '') writeControl(folder, name, (readControl(path.join(base, name)) ?? '').trim());
      }
    }
  }

  async close(): Promise<void> {
    const folders = [...Object.values(this.#run.legacy), ...(this.#run.unified === undefined ? [] : [this.#run.unified])];
    if (folders.map(removeIfIdle).includes(true)) removeParents(this.#site);
  }
}

/** Removes the `twinbench` folders that no run uses. */
export function removeParents(site: CgroupHierarchies): void {
  for (const base of [...Object.values(site.legacy), ...(site.unified === undefined ? [] : [site.unified])]) {
    const [parent] = parentFolders(base);
    for (const slot of slotsIn(parent)) removeIfIdle(path.join(parent, slot));
    const hasRuns = foldersIn(parent).some((name) => name !== HARNESS_NAME);
    if (site.layout === 'delegated' && !hasRuns) moveBack(base);
    removeIfIdle(parent);
  }
}

/** Undoes `moveAside`, if it moved any: controllers must go first, then the processes may return. Groups of others beside ours keep theirs. */
function moveBack(base: string): void {
  const [parent] = parentFolders(base);
  if (!foldersIn(parent).includes(HARNESS_NAME)) return;
  const isShared = foldersIn(base).some((name) => name !== path.basename(parent));
  for (const folder of isShared ? [parent] : [parent, base]) {
    for (const controller of ['memory', 'pids', 'cpuset']) tryWriteControl(folder, 'cgroup.subtree_control', `-${controller}`);
  }
  const leaf = path.join(parent, HARNESS_NAME);
  for (const pid of readPids(leaf)) tryWriteControl(base, 'cgroup.procs', String(pid));
  removeIfIdle(leaf);
}
