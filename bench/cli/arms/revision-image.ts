/** One revision of the user's project as an image: the built-in image and the tree at /project, prepared there. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Image } from '../../../runtimes/images/image.js';
import { addImage } from '../../../runtimes/images/store.js';
import { CommandFailure, run, tryRun } from '../../../runtimes/process.js';
import { HostError, UsageError } from '../failure.js';

/** Where the tree lies inside an instance, and where commands run. */
export const PROJECT_FOLDER = '/project';

const GIT_DEADLINE_MS = 120_000;
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
}

/** `main..HEAD` → the two commits. @throws UsageError */
export async function commitsOf(project: string, range: string): Promise<[string, string]> {
  const [from = '', to = ''] = range.split('..');
  if (from === '' || to === '' || range.split('..').length !== 2)
    throw new UsageError(`--revisions takes two revisions such as main..HEAD, not "${range}"`);
  return [await commitOf(project, from), await commitOf(project, to)];
}

async function commitOf(project: string, revision: string): Promise<string> {
  const words = ['-C', project, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const found = await tryRun('git', words, { deadlineMs: GIT_DEADLINE_MS });
  if ('stdout' in found && found.stdout.trim() !== '') return found.stdout.trim();
  throw new UsageError(`${path.resolve(project)} has no revision "${revision}"; name the repository with --project DIR`);
}

/** A half-made image is removed, whatever ends it. @throws HostError – git, tar or the preparation failed */
export async function revisionImage({ project, commit, prepare, base }: RevisionRequest): Promise<Image> {
  return addImage({ ...base.config, cwd: PROJECT_FOLDER }, async (rootfs) => {
    const tree = path.join(rootfs, PROJECT_FOLDER);
    const archive = `${rootfs}.tar`;
    await run('cp', ['-a', '--reflink=auto', `${base.rootfs}/.`, rootfs], { deadlineMs: COPY_DEADLINE_MS });
    await mkdir(tree);
    await step(
      `git archive ${commit}`,
      'git',
      ['-C', project, 'archive', '--format=tar', '-o', archive, commit],
      GIT_DEADLINE_MS,
    );
    await step('tar', 'tar', ['-xf', archive, '-C', tree, '--no-same-owner'], COPY_DEADLINE_MS);
    if (prepare !== undefined) await step(prepare, '/bin/sh', ['-c', prepare], PREPARE_DEADLINE_MS, tree);
  });
}

async function step(title: string, program: string, args: readonly string[], deadlineMs: number, cwd?: string): Promise<void> {
  try {
    await run(program, args, { deadlineMs, ...(cwd !== undefined && { cwd }) });
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    throw new HostError(
      `preparing a revision failed at "${title}": ${error.stderr.trim().slice(-TAIL_CHARACTERS) || error.message}`,
    );
  }
}
