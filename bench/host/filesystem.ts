/** Which file system a folder lies on. */
import { readFileSync, realpathSync, statfsSync } from 'node:fs';
import path from 'node:path';

export interface FileSystem {
  /** As the kernel names it: `ext4`, `tmpfs`, `overlay`, … */
  readonly type: string;
  /** Its files are memory: what is written there never reaches a disk. */
  readonly memoryBacked: boolean;
}

const MEMORY_TYPES = ['tmpfs', 'ramfs', 'devtmpfs'];

/** The folder, or its nearest parent that exists. */
export function fileSystemOf(folder: string): FileSystem {
  const type = typeOf(nearestExisting(folder), readFileSync('/proc/self/mountinfo', 'utf8'));
  return { type, memoryBacked: MEMORY_TYPES.includes(type) };
}

/** Bytes that this user may still write there. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  return bavail * bsize;
}

/** Of the mount whose point is the longest prefix; the last of equals lies on top. See proc_pid_mountinfo(5). */
export function typeOf(absolutePath: string, mountinfo: string): string {
  let best = { point: '', type: 'unknown' };
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const point = unescapeOctal(before.split(' ')[4] ?? '');
    const inside = point === '/' || absolutePath === point || absolutePath.startsWith(`${point}/`);
    if (point !== '' && inside && point.length >= best.point.length) best = { point, type: after.split(' ')[0] ?? 'unknown' };
  }
  return best.type;
}

/** Spaces and the like are written as three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function nearestExisting(folder: string): string {
  for (let candidate = path.resolve(folder); ; candidate = path.dirname(candidate)) {
    try {
      return realpathSync(candidate);
    } catch {
      if (candidate === '/') return '/';
    }
  }
}
