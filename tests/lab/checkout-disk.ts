/** This checkout as a user has it after its first command (dependencies, build), and Node, on a disk for the lab's host. */
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../runtimes/native.js';
import { run } from '../../runtimes/process.js';
import { makeImageDisk } from '../../vm/disk/image-disk.js';

/** Not part of what a user clones and sets up, or large and for other machines than this. */
const LEFT_OUT = new Set(['.git', 'results', 'coverage', '.vagrant']);
const COPY_DEADLINE_MS = 120_000;

/** Makes the disk at `target`; `scratch` is a folder on the checkout's own file system. */
export async function makeCheckoutDisk(scratch: string, target: string): Promise<void> {
  const tree = path.join(scratch, 'tree');
  const checkout = path.join(tree, 'twinbench');
  const binaries = path.join(tree, 'node', 'bin');
  await mkdir(checkout, { recursive: true });
  await mkdir(binaries, { recursive: true });
  const entries = (await readdir(projectRoot)).filter((name) => !LEFT_OUT.has(name));
  const sources = entries.map((name) => path.join(projectRoot, name));
  // Times must stay: a build that looks older than its sources would be made anew.
  await run('cp', ['--archive', ...sources, checkout], { deadlineMs: COPY_DEADLINE_MS });
  await copyFile(process.execPath, path.join(binaries, 'node'));
  await makeImageDisk(tree, target);
  await rm(tree, { recursive: true });
}
