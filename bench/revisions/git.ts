/** Git, asked about a folder of the user's: what it answers, or why it cannot, told apart and in its own words where it has some. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type CommandError, tryRun } from '../../runtimes/process.js';
import { HostError, UsageError } from '../contract/errors.js';

/** `no-repository`: the folder is in none. `refused`: git does not trust who owns the repository. `failed`: anything else. */
export type GitProblem = 'not-installed' | 'no-repository' | 'refused' | 'failed';

export class GitFailure {
  readonly problem: GitProblem;
  /** Without a full stop. */
  readonly message: string;

  constructor(problem: GitProblem, message: string) {
    this.problem = problem;
    this.message = message;
  }

  /** For a command that cannot go on without the answer. */
  asError(): UsageError | HostError {
    return this.problem === 'not-installed' ? new HostError(this.message) : new UsageError(this.message);
  }
}

const HOOK_VARIABLES = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_PREFIX',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_SHALLOW_FILE',
];

/** Takes away what a git hook hands down: it would lead from the folder that is asked about to the hook's repository. */
export const NO_HOOK_ENVIRONMENT: Readonly<Record<string, undefined>> = Object.fromEntries(
  HOOK_VARIABLES.map((name) => [name, undefined]),
);

/** Messages are read, so they are not translated; nobody is asked for a password; no lock is taken for looking. */
const ENVIRONMENT = {
  ...NO_HOOK_ENVIRONMENT,
  LC_ALL: 'C',
  LANGUAGE: undefined,
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
};

const DEADLINE_MS = 120_000;
const EXIT_DEADLINE_MS = 5_000;

/** What git prints, without the newline at its end. @param folder any folder in the repository, or its git folder */
export async function askGit(folder: string, ...words: readonly string[]): Promise<string | GitFailure> {
  const answer = await tryRun('git', ['-C', folder, ...words], { deadlineMs: DEADLINE_MS, env: ENVIRONMENT });
  return 'stdout' in answer ? answer.stdout.replace(/\n$/, '') : describeFailure(answer, folder);
}

/** Where this process ends and can wait for nothing; whether git could is not asked. */
export function askGitAtExit(folder: string, ...words: readonly string[]): void {
  spawnSync('git', ['-C', folder, ...words], {
    stdio: 'ignore',
    timeout: EXIT_DEADLINE_MS,
    env: { ...process.env, ...ENVIRONMENT },
  });
}

/** The commit that is checked out in the folder's repository. */
export function findHead(folder: string): Promise<string | GitFailure> {
  return askGit(folder, 'rev-parse', '--verify', 'HEAD^{commit}');
}

function describeFailure(failure: CommandError, folder: string): GitFailure {
  const place = path.resolve(folder);
  const said = failure.stderr.trim().replace(/^(fatal|error): /gm, '');
  if (failure.notFound) return new GitFailure('not-installed', 'git is not installed; install the package git');
  if (said.includes('dubious ownership') || said.includes('unsafe repository'))
    return new GitFailure('refused', `git refuses the repository of ${place}: ${said}`);
  if (said.includes('not a git repository')) return new GitFailure('no-repository', `${place} is not in a git repository`);
  return new GitFailure('failed', `git cannot answer for ${place}: ${said === '' ? failure.message : said}`);
}
const CI_VARIABLES = ['GITHUB_SHA', 'CI_COMMIT_SHA', 'BUILD_SOURCEVERSION', 'BITBUCKET_COMMIT', 'CIRCLE_SHA1', 'GIT_COMMIT'];
/**
 * The commit that was measured: as the user said, as CI says, or that of the current folder's repository. Empty where it is unknown, which is said:
 * never the commit of Twinbench's own checkout, which measured and was not measured.
 */
export async function findRevision(named: string | undefined, project = '.'): Promise<string> {
  const fromCi = CI_VARIABLES.map((name) => process.env[name]).find((value) => value !== undefined && value !== '');
  const known = named ?? fromCi;
  if (known !== undefined) return known;
  const head = await findHead(project);
  if (typeof head === 'string') return head;
  process.stderr.write(`twinbench: the commit that was measured is unknown; name it with --revision. ${head.message}\n`);
  return '';
}
