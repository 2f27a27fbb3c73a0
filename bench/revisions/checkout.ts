/**
 * A commit's files as a checkout has them: what an archive leaves out, what filters make of stored content, and submodules. The user's working tree,
 * index, branches and configuration are not touched, and no hook runs: the files come into a linked working tree of our own, which git forgets again.
 */
import { lstat, mkdir, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheRoot, exists } from '../../runtimes/cache.js';
import { HostError } from '../contract/errors.js';
import { askGit, askGitAtExit, GitFailure } from './git.js';

export interface CheckoutRequest {
  /** A folder in a git repository; of a folder below its root, that folder alone is taken. */
  readonly project: string;
  readonly commit: string;
  /** Is made; the folder above it exists and is ours. */
  readonly target: string;
}

export interface Checkout {
  /** Files that are Git LFS's pointers to their content, because git-lfs did not put the content there. */
  readonly pointers: readonly string[];
}

/** @throws HostError – git's words; or which submodule is missing */
export async function checkOut({ project, commit, target }: CheckoutRequest): Promise<Checkout> {
  const prefix = await requireAnswer(project, 'rev-parse', '--show-prefix');
  const scratch = `${target}.checkout`;
  const pointers = await fillTree([project], commit, scratch);
  if (!(await exists(path.join(scratch, prefix))))
    throw new HostError(`the commit ${commit.slice(0, 12)} has no folder ${prefix}; name another with --project`);
  await rename(path.join(scratch, prefix), target);
  await rm(scratch, { recursive: true, force: true });
  const inProject = pointers.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return { pointers: inProject };
}

/** Its folder, and git's options for it. */
type Repository = readonly [folder: string, ...options: string[]];

/** `-c` settings over the user's own. */
const QUIETLY = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'advice.detachedHead=false'];

/** @returns the pointers in it @throws HostError */
async function fillTree(repository: Repository, commit: string, tree: string): Promise<string[]> {
  await forgetDeadTrees(repository);
  const removeAtExit = (): void => askGitAtExit(...repository, ...REMOVE_TREE, tree);
  process.once('exit', removeAtExit);
  try {
    await requireAnswer(...repository, ...QUIETLY, 'worktree', 'add', '--detach', '--force', tree, commit);
    const pointers = await pointersIn(tree);
    for (const submodule of await listSubmodules(tree)) {
      const inside = await fillSubmodule(repository, submodule, tree);
      pointers.push(...inside.map((name) => `${submodule.path}/${name}`));
    }
    return pointers;
  } finally {
    await forgetTree(repository, tree);
    process.off('exit', removeAtExit);
  }
}

/** Twice forced: also where a filter left something changed, and where it is locked while it is being made. */
const REMOVE_TREE = ['worktree', 'remove', '--force', '--force'];

/** The files stay; of what makes them a working tree, nothing does. */
async function forgetTree(repository: Repository, tree: string): Promise<void> {
  const kept = `${tree}.kept`;
  if (await exists(tree)) await rename(tree, kept);
  await askGit(...repository, ...REMOVE_TREE, tree);
  if (!(await exists(kept))) return;
  await rm(path.join(kept, '.git'), { force: true });
  await rename(kept, tree);
}

/** Working trees of ours whose files are gone, as after a kill. The user's own stay, wherever their files are. */
async function forgetDeadTrees(repository: Repository): Promise<void> {
  const ours = `${path.join(await realpath(cacheRoot()).catch(cacheRoot), 'images')}/`;
  const list = await askGit(...repository, 'worktree', 'list', '--porcelain');
  const trees = typeof list === 'string' ? [...list.matchAll(/^worktree (.+)$/gm)].map((match) => match[1] ?? '') : [];
  for (const tree of trees.filter((one) => one.startsWith(ours) && one.endsWith('.checkout')))
    if (!(await exists(tree))) await askGit(...repository, ...REMOVE_TREE, tree);
}

const POINTER = 'version https://git-lfs.github.com/spec/';
const MAX_POINTER_BYTES = 1024;

async function pointersIn(tree: string): Promise<string[]> {
  const filtered = await requireAnswer(tree, 'ls-files', '-z', '--', ':(attr:filter=lfs)');
  const pointers: string[] = [];
  for (const name of filtered.split('\0').filter((one) => one !== ''))
    if (await isPointer(path.join(tree, name))) pointers.push(name);
  return pointers;
}

async function isPointer(file: string): Promise<boolean> {
  const { size } = await lstat(file);
  return size < MAX_POINTER_BYTES && (await readFile(file, 'latin1')).startsWith(POINTER);
}

interface Submodule {
  readonly name: string;
  readonly path: string;
  readonly commit: string;
}

/** Those that .gitmodules names and the commit has; folders of other repositories that nobody declared stay empty, as git leaves them. */
async function listSubmodules(tree: string): Promise<Submodule[]> {
  if (!(await exists(path.join(tree, '.gitmodules')))) return [];
  const listed = await askGit(tree, 'config', '--file', '.gitmodules', '--null', '--get-regexp', '^submodule\\..*\\.path$');
  if (typeof listed !== 'string') return [];
  const submodules: Submodule[] = [];
  for (const entry of listed.split('\0').filter((one) => one !== '')) {
    const [key = '', folder = ''] = entry.split('\n');
    const [mode = '', , commit = ''] = (await requireAnswer(tree, 'ls-tree', 'HEAD', '--', folder)).split(/[ \t]/);
    if (mode === '160000') submodules.push({ name: key.slice('submodule.'.length, -'.path'.length), path: folder, commit });
  }
  return submodules;
}

/** From the objects that the user's repository has of it. @throws HostError – it has none, or not of that commit */
async function fillSubmodule(repository: Repository, submodule: Submodule, tree: string): Promise<string[]> {
  if ((await askGit(...repository, 'config', '--get', `submodule.${submodule.name}.update`)) === 'none') return [];
  const source = await findSource(repository, submodule);
  const scratch = `${tree}.submodule.checkout`;
  const pointers = await fillTree(source, submodule.commit, scratch);
  const target = path.join(tree, submodule.path);
  await mkdir(target, { recursive: true });
  for (const name of await readdir(scratch)) await rename(path.join(scratch, name), path.join(target, name));
  await rm(scratch, { recursive: true, force: true });
  return pointers;
}

/** Its git folder, or its own working tree in the user's. */
async function findSource(repository: Repository, { name, path: folder, commit }: Submodule): Promise<Repository> {
  const own = await requireAnswer(...repository, 'rev-parse', '--path-format=absolute', '--git-common-dir');
  const top = await askGit(...repository, 'rev-parse', '--show-toplevel');
  const places: Repository[] = [
    // Its working tree may be gone, which git would look for.
    [path.join(own, 'modules', name), '--work-tree=.'],
    ...(typeof top === 'string' ? [[path.join(top, folder)] as const] : []),
  ];
  for (const place of places) if (await holdsCommit(place, commit)) return place;
  throw new HostError(
    `the submodule "${name}" (${folder}) lacks the commit ${commit.slice(0, 12)} here. Fetch it: git submodule update --init --recursive, and git -C ${folder} fetch origin ${commit}; or leave it out: git config submodule.${name}.update none`,
  );
}

/** In a repository of its own: an empty folder would be answered for by the one around it. */
async function holdsCommit(place: Repository, commit: string): Promise<boolean> {
  const isOwn = (await exists(path.join(place[0], '.git'))) || (await exists(path.join(place[0], 'HEAD')));
  return isOwn && typeof (await askGit(...place, 'cat-file', '-e', `${commit}^{commit}`)) === 'string';
}

async function requireAnswer(folder: string, ...words: readonly string[]): Promise<string> {
  const answer = await askGit(folder, ...words);
  if (answer instanceof GitFailure) throw new HostError(`cannot check out a revision: ${answer.message}`);
  return answer;
}
