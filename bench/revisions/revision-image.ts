/** One revision of the user's project as an image: the built-in image and the tree at /project, prepared there. */
import path from 'node:path';
import type { Image } from '../../runtimes/images/image.js';
import { addImage } from '../../runtimes/images/store.js';
import { CommandError, run } from '../../runtimes/process.js';
import { HostError } from '../contract/errors.js';
import { printable } from '../contract/parse-file.js';
import { checkOut } from './checkout.js';
import { NO_HOOK_ENVIRONMENT } from './git.js';

/** Where the tree lies inside an instance, and where commands run. */
export const PROJECT_FOLDER = '/project';

const COPY_DEADLINE_MS = 300_000;
const PREPARE_DEADLINE_MS = 1_800_000;
const TAIL_CHARACTERS = 2_000;

export interface RevisionRequest {
  /** A folder in a git repository; of a folder below its root, that folder alone is taken. */
  readonly project: string;
  readonly commit: string;
  /** A line for the host's shell, run in the tree; absent when nothing needs preparing. */
  readonly prepare?: string;
  readonly base: Image;
  readonly say: (text: string) => void;
}

/** A half-made image is removed, whatever ends it. @throws HostError – git or the preparation failed */
export async function revisionImage({ project, commit, prepare, base, say }: RevisionRequest): Promise<Image> {
  return addImage({ ...base.config, cwd: PROJECT_FOLDER }, async (rootfs) => {
    const tree = path.join(rootfs, PROJECT_FOLDER);
    await run('cp', ['-a', '--reflink=auto', `${base.rootfs}/.`, rootfs], { deadlineMs: COPY_DEADLINE_MS });
    const { pointers } = await checkOut({ project, commit, target: tree });
    if (pointers.length > 0) say(pointerWarning(commit, pointers));
    if (prepare !== undefined) await prepareTree(prepare, tree);
  });
}

const SHOWN_POINTERS = 5;

function pointerWarning(commit: string, pointers: readonly string[]): string {
  const more = pointers.length > SHOWN_POINTERS ? ` and ${String(pointers.length - SHOWN_POINTERS)} more` : '';
  const names = pointers.slice(0, SHOWN_POINTERS).map(printable).join(', ');
  return `warning: in ${commit.slice(0, 12)} these files are Git LFS pointers, not their content: ${names}${more}. Install git-lfs, then: git lfs install && git lfs fetch --all`;
}

/** It is in no repository, not even in one that the cache may lie in: what it does must not reach the user's. */
async function prepareTree(line: string, tree: string): Promise<void> {
  const env = { ...NO_HOOK_ENVIRONMENT, GIT_CEILING_DIRECTORIES: path.dirname(tree), LC_ALL: process.env['LC_ALL'] };
  try {
    await run('/bin/sh', ['-c', line], { deadlineMs: PREPARE_DEADLINE_MS, cwd: tree, env });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new HostError(
      `preparing a revision failed at "${line}": ${error.stderr.trim().slice(-TAIL_CHARACTERS) || error.message}`,
    );
  }
}
