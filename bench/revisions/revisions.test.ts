import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GitProject } from './fixtures/git-project.js';
import { findCommits } from './revisions.js';

let folder: string;
let project: GitProject;
let commits: string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinbench-revisions-'));
  project = await GitProject.make(path.join(folder, 'project'));
  commits = [await project.commit({ a: '1' }), await project.commit({ a: '2' }), await project.commit({ a: '3' })];
  project.git('tag', 'light', 'HEAD~1');
  project.git('tag', '-a', '-m', 'x', 'annotated', 'HEAD~2');
  project.git('branch', 'größer', 'HEAD~1');
  project.git('tag', 'file', 'HEAD:a');
  project.git('clone', '-q', '--depth', '1', `file://${project.folder}`, path.join(folder, 'shallow'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['HEAD~1..HEAD', 1, 2],
  ['light..main', 1, 2],
  ['annotated..light', 0, 1],
  ['größer..HEAD', 1, 2],
])('finds the two commits of %s', async (range, from, to) => {
  expect(await findCommits(project.folder, range)).toEqual([commits[from], commits[to]]);
});

it.each([
  ['HEAD..main', '"HEAD" and "main" are the same commit'],
  ['annotated..annotated', 'are the same commit'],
  ['HEAD~1...HEAD', 'three dots mean the merge base of both sides'],
  ['HEAD~1..', 'one side is missing. For the checked-out commit write HEAD~1..HEAD'],
  ['..light', 'write HEAD..light'],
  ['..', 'one side is missing'],
  ['HEAD', 'takes two revisions such as main..HEAD, not "HEAD"'],
  ['', 'takes two revisions such as main..HEAD, not ""'],
  ['a..b..c', 'takes two revisions'],
  ['--all..HEAD', 'has no revision "--all"'],
  ['-1..HEAD', 'has no revision "-1"'],
  ['no-such..HEAD', 'has no revision "no-such". See git branch --all'],
  ['file..HEAD', 'has no revision "file"'],
])('refuses %j in words of its own', async (range, words) => {
  await expect(findCommits(project.folder, range)).rejects.toThrow(words);
});

it('says that a clone is shallow where that is why a revision is missing', async () => {
  await expect(findCommits(path.join(folder, 'shallow'), 'HEAD~1..HEAD')).rejects.toThrow('It is a shallow clone');
});

it('says where there is no repository, and where there is no folder', async () => {
  await expect(findCommits(folder, 'a..b')).rejects.toThrow('is not in a git repository. Name the repository with --project DIR');
  await expect(findCommits(path.join(folder, 'nowhere'), 'a..b')).rejects.toThrow('No such file or directory');
});
