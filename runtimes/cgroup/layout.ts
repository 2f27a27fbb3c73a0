/** Which hierarchies may be used, and the folder of each under which our `twinbench` parent belongs. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { tryRun } from '../process.js';
import { foldersIn, isWritable, readControl } from './files.js';
import { type Hierarchy, readHierarchies } from './hierarchies.js';

export interface CgroupHierarchies {
  readonly layout: 'v2' | 'v1' | 'hybrid' | 'delegated';
  /** v2 folder; on a hybrid host it has no controllers, but it kills and counts CPU time. */
  readonly unified?: string;
  /** v1 folders by controller. */
  readonly legacy: Readonly<Record<string, string>>;
}

export type CgroupDetection = { readonly site: CgroupHierarchies } | { readonly site?: undefined; readonly reason: string };

/** v1 controllers that we use; `cpuset` only for groups that ask for one, `cpuacct` only without a v2 tree. */
const LEGACY_CONTROLLERS = ['memory', 'pids', 'cpuset', 'cpuacct'];
const PARENT_NAME = 'twinbench';
/** Test hook: a number gives each worker of the tests a parent of its own below ours, so that none sweeps what another's runs left. */
const SLOT_VARIABLE = 'TWINBENCH_TEST_SLOT';
const SLOT_PREFIX = 'slot-';
/** Leaf for the processes of a delegated group, which must not stay beside groups with controllers. */
export const HARNESS_NAME = 'harness';
/** Exists while systemd runs; the v2 tree belongs to it then. */
const SYSTEMD = '/run/systemd/system';
const SYSTEMCTL_DEADLINE_MS = 5_000;
const DELEGATION_HINT =
  'start Twinbench in a group of your own, with systemd by `systemd-run --scope -p Delegate=yes` (and `--user` as an ordinary user)';

/** Our folders below the base of a hierarchy, outermost first; the last one holds those of the runs. @throws Error – the test hook is no number */
export function parentFolders(base: string): [string, ...string[]] {
  const slot = process.env[SLOT_VARIABLE] ?? '';
  const parent = path.join(base, PARENT_NAME);
  if (slot === '') return [parent];
  if (!/^\d{1,3}$/.test(slot)) throw new Error(`${SLOT_VARIABLE} takes a small number, not "${slot}"`);
  return [parent, path.join(parent, `${SLOT_PREFIX}${slot}`)];
}

/** The tests' workers that have a parent of their own in this folder. */
export function slotsIn(parent: string): string[] {
  return foldersIn(parent).filter((name) => name.startsWith(SLOT_PREFIX));
}

/** Of the runs below the base of a hierarchy. */
export function runsFolder(base: string): string {
  return parentFolders(base).at(-1) ?? base;
}

/** Looks; changes nothing. */
export async function detectCgroups(): Promise<CgroupDetection> {
  const hierarchies = readHierarchies();
  const unified = hierarchies.find(({ version }) => version === 2);
  if (unified !== undefined && hasControllers(unified)) return detectUnified(unified);
  return detectLegacy(hierarchies, unified);
}

function hasControllers(unified: Hierarchy): boolean {
  const available = (readControl(path.join(unified.mountPoint, 'cgroup.controllers')) ?? '').trim().split(' ');
  return ['memory', 'pids'].every((controller) => available.includes(controller));
}

async function detectUnified(unified: Hierarchy): Promise<CgroupDetection> {
  const { mountPoint } = unified;
  const ownsRoot = !existsSync(path.join(mountPoint, 'cgroup.type')) && !existsSync(SYSTEMD) && isWritable(mountPoint);
  if (ownsRoot) return { site: { layout: 'v2', unified: mountPoint, legacy: {} } };
  const base = delegatedBase(unified.ownFolder);
  const writable = ['', 'cgroup.procs', 'cgroup.subtree_control'].every((name) => isWritable(path.join(base, name)));
  if (!writable) return { reason: `the control group ${base} is not writable; ${DELEGATION_HINT}` };
  if (!(await isDelegated(base))) return { reason: `the control group ${base} belongs to systemd; ${DELEGATION_HINT}` };
  return { site: { layout: 'delegated', unified: base, legacy: {} } };
}

/** A process that an earlier run of ours has moved aside still belongs to the group two levels up. */
function delegatedBase(ownFolder: string): string {
  const suffix = path.join('/', PARENT_NAME, HARNESS_NAME);
  return ownFolder.endsWith(suffix) ? ownFolder.slice(0, -suffix.length) : ownFolder;
}

/** Without systemd, a writable group of one's own was made for the purpose. */
async function isDelegated(folder: string): Promise<boolean> {
  const unit = folder.split('/').findLast((name) => /\.(scope|service)$/.test(name));
  if (unit === undefined || !existsSync(SYSTEMD)) return true;
  const manager = /\/user@\d+\.service\//.test(folder) ? ['--user'] : [];
  const answer = await tryRun('systemctl', [...manager, 'show', '--property=Delegate', '--value', unit], {
    deadlineMs: SYSTEMCTL_DEADLINE_MS,
  });
  return answer instanceof Error ? false : answer.stdout.trim() === 'yes';
}

function detectLegacy(hierarchies: readonly Hierarchy[], unified: Hierarchy | undefined): CgroupDetection {
  const legacy = Object.fromEntries(
    LEGACY_CONTROLLERS.flatMap((controller) => {
      const found = hierarchies.find(({ controllers }) => controllers.includes(controller));
      return found === undefined ? [] : [[controller, found.mountPoint] as const];
    }),
  );
  const { memory, pids } = legacy;
  if (memory === undefined || pids === undefined)
    return { reason: 'no control group hierarchy offers both memory and pids limits' };
  const locked = [memory, pids, unified?.mountPoint].filter((folder) => folder !== undefined && !isWritable(folder));
  if (locked.length > 0) return { reason: `${locked.join(', ')} can be written by root only, and cgroup v1 cannot be delegated` };
  return { site: unified === undefined ? { layout: 'v1', legacy } : { layout: 'hybrid', unified: unified.mountPoint, legacy } };
}
