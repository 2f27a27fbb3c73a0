/** Runs the command line as a user does, for the tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ResultsDocument } from '../bench/contract/document.js';
import { parseResults } from '../bench/contract/read.js';
import { findWorkRoot } from '../bench/harness/host-session.js';
import { runsFolder } from '../runtimes/cgroup/layout.js';
import { projectRoot } from '../runtimes/native.js';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** Rejects when Node itself had something to say. */
  readonly ended: Promise<Ended>;
  /** Resolves when stderr holds the text; rejects when the command ends before. */
  said(text: string): Promise<void>;
}

export interface StartOptions {
  readonly input?: Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What starts it, such as `unshare --pid --fork`; nothing else than Node when absent. */
  readonly prefix?: readonly string[];
  /** Descriptor for its stdout, which is then not collected. */
  readonly stdout?: number;
}

/** Its warnings (of too many listeners, deprecations, experiments), which no command may let through. */
const NODES_OWN_WORDS = /^\(node:\d+\) |^Warning: /m;

export function startTwinbench(args: readonly string[], options: StartOptions = {}): Running {
  const words = [process.execPath, path.join(projectRoot, 'scripts', 'twinbench.mjs'), ...args];
  const [program = '', ...rest] = [...(options.prefix ?? []), ...words];
  const child = spawn(program, rest, {
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['pipe', options.stdout ?? 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (NODES_OWN_WORDS.test(stderr)) reject(new Error(`Node said on stderr what is not ours to say:\n${stderr}`));
      else resolve({ code, signal, stdout: Buffer.concat(stdout), stderr });
    });
  });
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stderr.includes(text)) resolve();
      };
      child.stderr?.on('data', look);
      child.on('close', () => reject(new Error(`ended before it said ${JSON.stringify(text)}; it said:\n${stderr}`)));
      look();
    });
  return { child, ended, said };
}

export function twinbench(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return startTwinbench(args, options).ended;
}

/** The document of the newest run in the folder. */
export async function readResults(output: string): Promise<ResultsDocument> {
  const file = path.join(output, 'latest', 'results.json');
  return parseResults(await readFile(file, 'utf8'), file);
}

/** Processes whose command line holds the marker, mounts and cgroups of Twinbench instances owned by `pid`. */
export function leftovers(pid: number): string[] {
  const mark = `twinbench-${String(pid)}-`;
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && readText(`/proc/${name}/cmdline`).includes(mark));
  const mounts = readText('/proc/self/mounts')
    .split('\n')
    .filter((line) => line.includes(mark));
  const groups = readText('/proc/self/mounts')
    .split('\n')
    .filter((line) => line.startsWith('cgroup'))
    .map((line) => runsFolder(line.split(' ')[1] ?? '/'))
    .flatMap((folder) => listFolder(folder).filter((name) => name.startsWith(`run-${String(pid)}-`)));
  return [...processes, ...mounts, ...groups];
}

/** Folders of the instances that a process has. */
export function liveInstances(pid: number): string[] {
  const owners = listFolder(findWorkRoot()).map((name) => path.join(findWorkRoot(), name));
  return owners.flatMap(listFolder).filter((name) => name.startsWith(`twinbench-${String(pid)}-`));
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
