/** `main..HEAD` → two commits of the user's project. */
import path from 'node:path';
import { UsageError } from '../contract/errors.js';
import { askGit, GitFailure } from './git.js';

/** @throws UsageError – with what is wrong with the range; HostError – no git */
export async function findCommits(project: string, range: string): Promise<[string, string]> {
  const [from, to] = splitRange(range);
  await requireRepository(project);
  const commits: [string, string] = [await findCommit(project, from), await findCommit(project, to)];
  if (commits[0] === commits[1])
    throw new UsageError(
      `--revisions ${range}: "${from}" and "${to}" are the same commit, ${commits[0].slice(0, 12)}, so there is nothing to compare. Name two commits; for the A/A noise floor: twinbench selftest aa`,
    );
  return commits;
}

const EXAMPLE = '--revisions takes two revisions such as main..HEAD';

/** @throws UsageError */
function splitRange(range: string): [string, string] {
  if (range.includes('...'))
    throw new UsageError(
      `${EXAMPLE}, not "${range}": three dots mean the merge base of both sides. Name it: $(git merge-base ${range.replace('...', ' ')})..REVISION`,
    );
  const ends = range.split('..');
  const [from = '', to = ''] = ends;
  if (ends.length !== 2) throw new UsageError(`${EXAMPLE}, not "${range}"`);
  if (from === '' || to === '')
    throw new UsageError(
      `${EXAMPLE}, not "${range}": one side is missing. For the checked-out commit write ${from || 'HEAD'}..${to || 'HEAD'}`,
    );
  return [from, to];
}

async function requireRepository(project: string): Promise<void> {
  const found = await askGit(project, 'rev-parse', '--git-dir');
  if (!(found instanceof GitFailure)) return;
  if (found.problem !== 'no-repository') throw found.asError();
  throw new UsageError(`${found.message}. Name the repository with --project DIR`);
}

async function findCommit(project: string, revision: string): Promise<string> {
  const found = await askGit(project, 'rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`);
  if (typeof found === 'string') return found;
  const isShallow = (await askGit(project, 'rev-parse', '--is-shallow-repository')) === 'true';
  const hint = isShallow
    ? 'It is a shallow clone, which holds the newest commits only: fetch the others with git fetch --unshallow (of actions/checkout: fetch-depth: 0)'
    : 'See git branch --all, git tag and git log; a remote branch has its remote’s name, such as origin/main';
  throw new UsageError(`${path.resolve(project)} has no revision "${revision}"${quoteGit(found)}. ${hint}`);
}

/** Beyond that there is none, such as that a short name fits several commits. */
function quoteGit({ message }: GitFailure): string {
  return /ambiguous|expected commit|corrupt|bad object/i.test(message) ? ` (${message})` : '';
}
