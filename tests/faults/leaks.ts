/**
 * The leak ledger: what of Twinbench's own exists on this host, before and after. Other work on the host is none of its business, so
 * everything is told apart by the paths and process numbers that belong to the test.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whose things are looked for. Grows while a case runs. */
export class Scope {
  /** Folders: caches, results, scratch. */
  readonly folders = new Set<string>();
  /** Processes of ours that start instances: this one, and each command line that was started. */
  readonly owners = new Set<number>([process.pid]);

  owns(text: string): boolean {
    return [...this.folders].some((folder) => text.includes(folder)) || [...this.owners].some((pid) => isOwnedBy(text, pid));
  }
}

/** Names of groups, work folders and instances carry their owner's number. */
function isOwnedBy(text: string, pid: number): boolean {
  const number = String(pid);
  return text.includes(`run-${number}-`) || text.includes(`twinbench-${number}-`) || text.includes(`trial-${number}-`);
}

/** How long the kernel and whoever adopts orphans may take to finish what was begun: namespaces go in the background. */
const SETTLE_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** One line for each thing. */
export function listThings(scope: Scope): Set<string> {
  return new Set([...listProcesses(scope), ...listMounts(scope), ...listGroups(scope), ...listFiles(scope), ...descriptors()]);
}

/** What exists now and did not before; waits for it to go. */
export async function leftBehind(before: ReadonlySet<string>, scope: Scope): Promise<string[]> {
  const endMs = performance.now() + SETTLE_MS;
  for (;;) {
    const left = [...listThings(scope)].filter((thing) => !before.has(thing));
    if (left.length === 0 || performance.now() > endMs) return left;
    await sleep(LOOK_EVERY_MS);
  }
}

/** Living processes with one of the scope's paths in program or arguments, or in one of its groups; this process is not meant. */
export function listProcesses(scope: Scope): string[] {
  const pids = numbersIn('/proc').filter((pid) => pid !== process.pid);
  return pids.flatMap((pid) => {
    const folder = `/proc/${String(pid)}`;
    if (/^State:\s+[ZX]/m.test(read(`${folder}/status`))) return [];
    const command = read(`${folder}/cmdline`).replaceAll('\0', ' ').trim();
    const evidence = [link(`${folder}/exe`), command, read(`${folder}/cgroup`)].join('\n');
    return scope.owns(evidence) ? [`process ${String(pid)} ${command.slice(0, 80)}`] : [];
  });
}

function listMounts(scope: Scope): string[] {
  const lines = read('/proc/self/mountinfo').split('\n');
  return lines.filter((line) => scope.owns(line)).map((line) => `mount ${line.split(' ')[4] ?? ''}`);
}

function listGroups(scope: Scope): string[] {
  return parentGroups().flatMap((parent) =>
    foldersBelow(parent)
      .filter((folder) => scope.owns(folder))
      .map((folder) => `cgroup ${folder}`),
  );
}

/** The `twinbench` folder of every hierarchy, as far as it exists: also below a delegated group. */
export function parentGroups(): string[] {
  const mounts = read('/proc/self/mounts')
    .split('\n')
    .filter((line) => line.startsWith('cgroup'))
    .map((line) => line.split(' ')[1] ?? '');
  const own = read('/proc/self/cgroup')
    .split('\n')
    .map((line) => line.split(':')[2] ?? '')
    .filter(Boolean);
  const candidates = mounts.flatMap((mount) => ['/', ...own].map((group) => path.join(mount, group, 'twinbench')));
  return [...new Set(candidates)];
}

/** Instances' folders, half-made entries of a cache, locks, and files that were to be renamed into place. */
function listFiles(scope: Scope): string[] {
  return [...scope.folders].flatMap((folder) => [
    ...names(folder)
      .filter(isScratch)
      .map((name) => `file ${path.join(folder, name)}`),
    ...names(folder).flatMap((name) =>
      names(path.join(folder, name))
        .filter((inner) => isScratch(inner) || name === 'work')
        .map((inner) => `file ${path.join(folder, name, inner)}`),
    ),
  ]);
}

function isScratch(name: string): boolean {
  return name.endsWith('.tmp') || name === 'run.lock';
}

/** Open files and sockets of this process; numbers are used again, so what they lead to tells them apart. */
function descriptors(): string[] {
  return numbersIn('/proc/self/fd').flatMap((fd) => {
    const target = link(`/proc/self/fd/${String(fd)}`);
    return target === '' || target.startsWith('/proc/') ? [] : [`descriptor ${target}`];
  });
}

function foldersBelow(folder: string): string[] {
  return names(folder, true).flatMap((name) => [path.join(folder, name), ...foldersBelow(path.join(folder, name))]);
}

export function numbersIn(folder: string): number[] {
  return names(folder)
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

export function names(folder: string, onlyFolders = false): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => !onlyFolders || entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** Empty when it cannot be read, as when a process ended meanwhile. */
export function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
