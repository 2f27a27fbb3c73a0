/** The mounted cgroup hierarchies of this host and where this process is in them, from /proc. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { unescapeOctal } from '../mounts.js';

export interface Hierarchy {
  readonly version: 1 | 2;
  readonly mountPoint: string;
  /** Names of the v1 controllers; empty for v2. */
  readonly controllers: readonly string[];
  /** Folder of this process's own group. */
  readonly ownFolder: string;
}

export function readHierarchies(): Hierarchy[] {
  return parseHierarchies(readFileSync('/proc/self/mountinfo', 'utf8'), readFileSync('/proc/self/cgroup', 'utf8'));
}

/** @param mountinfo /proc/self/mountinfo  @param membership /proc/self/cgroup */
export function parseHierarchies(mountinfo: string, membership: string): Hierarchy[] {
  const groups = membership.split('\n').flatMap(parseMembership);
  return mountinfo.split('\n').flatMap((line) => parseMount(line, groups));
}

interface Membership {
  readonly controllers: readonly string[];
  readonly group: string;
}

/** `4:memory:/path`, or `0::/path` for v2. */
function parseMembership(line: string): Membership[] {
  const match = /^\d+:([^:]*):(.*)$/.exec(line);
  return match === null ? [] : [{ controllers: match[1] === '' ? [] : (match[1] ?? '').split(','), group: match[2] ?? '/' }];
}

/** `35 31 0:32 ROOT MOUNTPOINT options… - TYPE source superoptions`; see proc(5). */
function parseMount(line: string, memberships: readonly Membership[]): Hierarchy[] {
  const [mount = '', superblock = ''] = line.split(' - ');
  const [type = '', , options = ''] = superblock.split(' ');
  if (type !== 'cgroup' && type !== 'cgroup2') return [];
  const [root = '/', mountPoint = '/'] = mount.split(' ').slice(3, 5).map(unescapeOctal);
  const names = options.split(',');
  const own = memberships.find(({ controllers }) =>
    type === 'cgroup2' ? controllers.length === 0 : controllers.some((name) => names.includes(name)),
  );
  if (own === undefined) return [];
  const ownFolder = path.join(mountPoint, path.relative(root, own.group));
  return [{ version: type === 'cgroup2' ? 2 : 1, mountPoint, controllers: own.controllers, ownFolder }];
}
