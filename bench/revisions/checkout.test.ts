import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { checkOut } from './checkout.js';
import { GitProject } from './fixtures/git-project.js';

const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';

let folder: string;
let project: GitProject;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinbench-checkout-'));
  vi.stubEnv('TWINBENCH_CACHE', path.join(folder, 'cache'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  count += 1;
  project = await GitProject.make(path.join(folder, `project-${String(count)}`));
});

/** In a place of its own in the cache's images, as an image that is being made is. */
async function checkedOut(commit: string, place = project.folder): Promise<{ tree: string; pointers: readonly string[] }> {
  const images = path.join(folder, 'cache', 'images');
  await mkdir(images, { recursive: true });
  const tree = path.join(await mkdtemp(path.join(images, 'made-')), 'project');
  return { tree, ...(await checkOut({ project: place, commit, target: tree })) };
}

const text = (tree: string, name: string): Promise<string> => readFile(path.join(tree, name), 'utf8');

it('has the files that an archive would leave out, and what filters and line ends make of them', async () => {
  const attributes = 'left-out export-ignore\n*.up filter=upper\n*.crlf text eol=crlf\n';
  project.git('config', 'filter.upper.smudge', 'tr a-z A-Z');
  const commit = await project.commit({ '.gitattributes': attributes, 'left-out': 'x', 'a.up': 'word', 'a.crlf': 'a\nb\n' });
  const { tree } = await checkedOut(commit);
  expect(await text(tree, 'left-out')).toBe('x');
  expect(await text(tree, 'a.up')).toBe('WORD');
  expect(await text(tree, 'a.crlf')).toBe('a\r\nb\r\n');
  expect((await readdir(tree)).sort()).toEqual(['.gitattributes', 'a.crlf', 'a.up', 'left-out']);
});

it('touches nothing of the user’s, and runs no hook', async () => {
  const first = await project.commit({ a: '1' });
  await project.commit({ a: '2' });
  await project.write({ a: 'being edited', untracked: 'x' });
  const hook = path.join(project.folder, '.git', 'hooks', 'post-checkout');
  await writeFile(hook, `#!/bin/sh\ntouch ${path.join(folder, 'hook-ran')}\n`);
  await chmod(hook, 0o755);
  const state = () => [
    project.git('status', '--porcelain', '--branch'),
    project.git('worktree', 'list'),
    project.git('config', '--local', '--list'),
    project.git('for-each-ref'),
  ];
  const before = state();
  const files = await readdir(path.join(project.folder, '.git'));
  expect(await text((await checkedOut(first)).tree, 'a')).toBe('1');
  expect(state()).toEqual(before);
  expect(await readdir(path.join(project.folder, '.git'))).toEqual(files);
  expect(existsSync(path.join(folder, 'hook-ran'))).toBe(false);
});

it('of a folder below the root takes that folder alone, by the attributes of those above', async () => {
  const commit = await project.commit({ '.gitattributes': '*.crlf text eol=crlf\n', other: 'x', 'part/a.crlf': 'a\n' });
  const { tree } = await checkedOut(commit, path.join(project.folder, 'part'));
  expect(await readdir(tree)).toEqual(['a.crlf']);
  expect(await text(tree, 'a.crlf')).toBe('a\r\n');
});

it('says where the commit has no such folder', async () => {
  const first = await project.commit({ a: '1' });
  await project.commit({ 'part/a': '1' });
  await expect(checkedOut(first, path.join(project.folder, 'part'))).rejects.toThrow('has no folder part/');
  expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
});

it('takes a bare repository', async () => {
  const commit = await project.commit({ a: '1' });
  const bare = path.join(folder, 'bare.git');
  project.git('clone', '-q', '--bare', project.folder, bare);
  expect(await text((await checkedOut(commit, bare)).tree, 'a')).toBe('1');
});

it('names files that are pointers of Git LFS', async () => {
  const files = { '.gitattributes': '*.bin filter=lfs\n', 'data/a.bin': POINTER, 'b.bin': 'content', 'c.txt': POINTER };
  expect((await checkedOut(await project.commit(files))).pointers).toEqual(['data/a.bin']);
});

it('forgets a working tree that a killed command left, and no other', async () => {
  const commit = await project.commit({ a: '1' });
  const dead = path.join(folder, 'cache', 'images', 'killed', 'project.checkout');
  const own = path.join(folder, `own-${String(count)}`);
  for (const tree of [dead, own]) {
    project.git('worktree', 'add', '-q', '--detach', tree, commit);
    await rm(tree, { recursive: true });
  }
  await checkedOut(commit);
  expect(project.git('worktree', 'list')).not.toContain(dead);
  expect(project.git('worktree', 'list')).toContain(own);
});

async function withSubmodule(): Promise<{ inner: GitProject; first: string; second: string }> {
  const deep = await GitProject.make(path.join(folder, `deep-${String(count)}`));
  await deep.commit({ bottom: 'deep' });
  const inner = await GitProject.make(path.join(folder, `inner-${String(count)}`));
  inner.git('submodule', '--quiet', 'add', deep.folder, 'below');
  await inner.commit({ b: '1' });
  project.git('submodule', '--quiet', 'add', inner.folder, 'lib/inner');
  project.git('submodule', '--quiet', 'update', '--init', '--recursive');
  const first = await project.commit({ a: '1' });
  await inner.commit({ b: '2' });
  GitProject.at(path.join(project.folder, 'lib', 'inner')).git('pull', '-q', 'origin', 'main');
  return { inner, first, second: await project.commit() };
}

it('has the submodules of each commit, and those in them', async () => {
  const { first, second } = await withSubmodule();
  for (const [commit, content] of [
    [first, '1'],
    [second, '2'],
  ] as const) {
    const { tree } = await checkedOut(commit);
    expect(await text(tree, 'lib/inner/b')).toBe(content);
    expect(await text(tree, 'lib/inner/below/bottom')).toBe('deep');
    expect(existsSync(path.join(tree, 'lib/inner/.git'))).toBe(false);
  }
});

it('has a submodule whose own working tree is not there', async () => {
  const { second } = await withSubmodule();
  project.git('submodule', '--quiet', 'deinit', '-f', 'lib/inner');
  await rm(path.join(project.folder, 'lib'), { recursive: true });
  expect(await text((await checkedOut(second)).tree, 'lib/inner/b')).toBe('2');
});

it('names a submodule that is not here, unless the user’s settings leave it out', async () => {
  const { second } = await withSubmodule();
  const clone = GitProject.at(path.join(folder, `clone-${String(count)}`));
  project.git('clone', '-q', project.folder, clone.folder);
  await expect(checkedOut(second, clone.folder)).rejects.toThrow('the submodule "lib/inner" (lib/inner) lacks the commit');
  expect(clone.git('worktree', 'list').split('\n')).toHaveLength(1);
  clone.git('config', 'submodule.lib/inner.update', 'none');
  expect(await readdir(path.join((await checkedOut(second, clone.folder)).tree, 'lib/inner'))).toEqual([]);
});
