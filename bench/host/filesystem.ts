/** Which file system a folder lies on. */
import { readFileSync, realpathSync, statfsSync } from 'node:fs';
import path from 'node:path';

export interface FileSystem {
  /** As the kernel names it: `ext4`, `tmpfs`, `overlay`, … */
  readonly type: string;
  /** Of the mount: `rw`, `noexec`, … */
  readonly options: readonly string[];
  /** Its files are memory: what is written there never reaches a disk. */
  readonly memoryBacked: boolean;
}

const MEMORY_TYPES = ['tmpfs', 'ramfs', 'devtmpfs'];

/** The folder, or its nearest parent that exists. */
export function findFileSystem(folder: string): FileSystem {
  const { type, options } = parseMount(nearestExisting(folder), readFileSync('/proc/self/mountinfo', 'utf8'));
  return { type, options, memoryBacked: MEMORY_TYPES.includes(type) };
}

/** Bytes that this user may still write there. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  return bavail * bsize;
}

type Mount = Pick<FileSystem, 'type' | 'options'>;

/** The mount whose point is the longest prefix; the last of equals lies on top. See proc_pid_mountinfo(5). */
export function parseMount(absolutePath: string, mountinfo: string): Mount {
  let best: Mount & { readonly point: string } = { point: '', type: 'unknown', options: [] };
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , , escaped = '', options = ''] = before.split(' ');
    const point = unescapeOctal(escaped);
    const inside = point === '/' || absolutePath === point || absolutePath.startsWith(`${point}/`);
    const isDeeper = point !== '' && inside && point.length >= best.point.length;
    if (isDeeper) best = { point, type: after.split(' ')[0] ?? 'unknown', options: options.split(',') };
  }
  return { type: best.type, options: best.options };
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
