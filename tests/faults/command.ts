/** Command lines that are struck: started with the scope's knowledge, watched by what they write, and followed by others. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseRawLines, type RawRecords } from '../../bench/contract/read.js';
import { cacheRoot } from '../../runtimes/cache.js';
import { type Ended, type Running, type StartOptions, startTwinbench } from '../twinbench.js';
import { names, read, type Scope } from './leaks.js';
import { stageFolder } from './stage.js';

/** A run of four trials, a few seconds long. */
export const SHORT_RUN = [
  'run',
  '--environments',
  'container',
  '--workloads',
  'json',
  '--profile',
  'quick',
  '--seed',
  '5',
] as const;

export interface Live extends Running {
  readonly pid: number;
}

export function start(scope: Scope, args: readonly string[], options: StartOptions = {}): Live {
  const running = startTwinbench(args, options);
  const pid = running.child.pid ?? 0;
  scope.owners.add(pid);
  const cache = options.env?.['TWINBENCH_CACHE'];
  if (cache !== undefined) scope.folders.add(cache);
  return { ...running, pid };
}

export function finish(scope: Scope, args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return start(scope, args, options).ended;
}

/** @throws Error – it ended with another code; with all that it said */
export async function finishWith(
  code: number,
  scope: Scope,
  args: readonly string[],
  options: StartOptions = {},
): Promise<Ended> {
  const ended = await finish(scope, args, options);
  if (ended.code !== code)
    throw new Error(`${args.join(' ')} ended with ${String(ended.code)}, not ${String(code)}: ${ended.stderr}`);
  return ended;
}

/** As a shell tells it. */
export function findExitCode({ code, signal }: Ended): number | null {
  return signal === 'SIGKILL' ? 137 : code;
}

/** @throws Error – the message lacks the text */
export function expectSaid({ stderr }: Ended, text: string): void {
  if (!stderr.includes(text)) throw new Error(`expected a message with ${JSON.stringify(text)}, got: ${stderr}`);
  if (/^\s+at .+:\d+:\d+\)?$/m.test(stderr)) throw new Error(`a stack trace is no message: ${stderr}`);
}

/** A folder for the results of one case, which does not exist yet. */
export function outputFolder(scope: Scope, name: string): string {
  const output = path.join(stageFolder(name), 'results');
  scope.folders.add(output);
  return output;
}

function journalFile(output: string): string {
  return path.join(output, 'latest', 'trials.jsonl');
}

/** The run record and the trials that are whole, as lines. */
export function journalLines(output: string): string[] {
  return read(journalFile(output)).split('\n').slice(0, -1);
}

export function readJournal(output: string): RawRecords {
  return parseRawLines(readFileSync(journalFile(output), 'utf8'), journalFile(output));
}

/** What a cache holds of the environments; without locks, work and calibrations. */
const KINDS = [
  'accelerator',
  'bin',
  'builtin-images',
  'guest-description',
  'image-disk',
  'images',
  'initramfs',
  'kernel',
  'kernel-packages',
  'tsc',
  'vmlinux',
  'writable-disk',
] as const;

/** A cache of the case's own, of hard links: its files are replaced, never written to. */
export function ownCache(scope: Scope, kinds: readonly (typeof KINDS)[number][] = KINDS): string {
  const cache = stageFolder('cache');
  scope.folders.add(cache);
  const there = kinds.filter((kind) => names(cacheRoot()).includes(kind));
  if (there.length > 0) execFileSync('cp', ['-al', ...there.map((kind) => path.join(cacheRoot(), kind)), cache]);
  return cache;
}

/** Every file with this name in the entries of one kind. @throws Error – there is none, so that the case would test nothing */
export function cachedFiles(cache: string, kind: (typeof KINDS)[number], name: string): string[] {
  const files = names(path.join(cache, kind)).map((entry) => path.join(cache, kind, entry, name));
  const found = files.filter((file) => read(file) !== '');
  if (found.length === 0) throw new Error(`${path.join(cache, kind)} holds no ${name}`);
  return found;
}

/** Puts another file in the place of one that may be linked to elsewhere. Mode and name stay. */
export function replaceFile(file: string, change: (content: Buffer) => Buffer): void {
  const content = readFileSync(file);
  const mode = Number.parseInt(execFileSync('stat', ['-c', '%a', file]).toString(), 8);
  rmSync(file);
  writeFileSync(file, change(content), { mode });
}

export const cutShort = (content: Buffer): Buffer => content.subarray(0, Math.floor(content.length / 2));
export const overwritten = (content: Buffer): Buffer => Buffer.alloc(content.length, 0x5a);

/** A memory-backed filesystem of so many bytes, for as long as `use` takes. */
export async function withSmallDisk<T>(scope: Scope, options: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = stageFolder('disk');
  mkdirSync(folder, { recursive: true });
  scope.folders.add(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'twinbench-test', folder]);
  try {
    return await use(folder);
  } finally {
    execFileSync('umount', [folder]);
  }
}

export function remount(folder: string, options: string): void {
  execFileSync('mount', ['-o', `remount,${options}`, folder]);
}
