import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { GitProject } from './fixtures/git-project.js';
import { findHead, findRevision } from './git.js';
import { findCommits } from './revisions.js';

const NOBODY = 65534;

let folder: string;
let project: GitProject;
let head: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinbench-git-'));
  project = await GitProject.make(path.join(folder, 'project'));
  await project.commit({ a: '1' });
  head = await project.commit({ a: '2' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

it('answers for the folder that is asked about, whatever a hook has set', async () => {
  const other = await GitProject.make(path.join(folder, 'other'));
  await other.commit({ b: '1' });
  vi.stubEnv('GIT_DIR', path.join(other.folder, '.git'));
  vi.stubEnv('GIT_WORK_TREE', other.folder);
  vi.stubEnv('GIT_INDEX_FILE', path.join(other.folder, '.git', 'index'));
  expect(await findHead(project.folder)).toBe(head);
});

it('tells apart that there is no git, no repository, and no commit', async () => {
  expect(await findHead(folder)).toMatchObject({ problem: 'no-repository' });
  const empty = await GitProject.make(path.join(folder, 'empty'));
  expect(await findHead(empty.folder)).toMatchObject({ problem: 'failed' });
  vi.stubEnv('PATH', folder);
  expect(await findHead(project.folder)).toMatchObject({ problem: 'not-installed' });
});

it.skipIf(process.getuid?.() !== 0)('gives git’s own words for a repository that git does not trust', async () => {
  const foreign = await GitProject.make(path.join(folder, 'foreign'));
  await foreign.commit({ a: '1' });
  await foreign.commit({ a: '2' });
  await chown(foreign.folder, NOBODY, NOBODY);
  await chown(path.join(foreign.folder, '.git'), NOBODY, NOBODY);
  vi.stubEnv('HOME', folder);
  vi.stubEnv('SUDO_UID', undefined);
  vi.stubEnv('GIT_CONFIG_SYSTEM', '/dev/null');
  expect(await findHead(foreign.folder)).toMatchObject({ problem: 'refused' });
  const words = /git refuses .*dubious ownership.*git config --global --add safe\.directory/s;
  await expect(findCommits(foreign.folder, 'HEAD~1..HEAD')).rejects.toThrow(words);
});

it('the measured commit is never that of Twinbench’s own checkout', async () => {
  for (const name of ['GITHUB_SHA', 'CI_COMMIT_SHA', 'BUILD_SOURCEVERSION', 'BITBUCKET_COMMIT', 'CIRCLE_SHA1', 'GIT_COMMIT'])
    vi.stubEnv(name, undefined);
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    expect(await findRevision('abc', folder)).toBe('abc');
    expect(await findRevision(undefined, project.folder)).toBe(head);
    expect(await findRevision(undefined, folder)).toBe('');
    expect(said.mock.calls.join('')).toContain('the commit that was measured is unknown; name it with --revision');
  } finally {
    said.mockRestore();
  }
});
