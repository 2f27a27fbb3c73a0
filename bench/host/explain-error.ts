/** What an error means to a user: the message, and the exit code where it is an expected failure. */
import { variable } from '../../runtimes/environment.js';
import { ExpectedError, formatError } from '../../runtimes/errors.js';
import { NOT_EXECUTABLE } from '../../runtimes/process.js';
import { EXIT } from '../contract/errors.js';

const SPACE = 'free space there, or name a folder on another disk with TWINBENCH_CACHE (working files) or --output (results)';
const RIGHTS =
  'make it writable for this user, or name another folder with TWINBENCH_CACHE (working files) or --output (results)';
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: SPACE,
  EDQUOT: SPACE,
  EFBIG: SPACE,
  EACCES: RIGHTS,
  EPERM: RIGHTS,
  EROFS: RIGHTS,
  ENOTDIR: RIGHTS,
  EMFILE: 'raise the limit of open files: ulimit -n 4096',
  ENFILE: 'too many files are open on this host; end other programs',
  ENOMEM: 'the host is out of memory; end other programs',
  EAGAIN: 'the host refuses more processes; see ulimit -u',
};

/** Absent for what nobody expected, which is a bug. A failed program's own exit code is none of ours: that of a compiler is 1. */
export function findExitCode(error: unknown): number | undefined {
  if (error instanceof ExpectedError) return EXIT[error.kind];
  return findRemedy(error) === undefined ? undefined : EXIT.failed;
}

/** What is said of an error that ends a command. Stacks only for bugs, or with TWINBENCH_DEBUG set. */
export function explainError(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (findExitCode(error) === undefined) return `unexpected failure, please report it: ${stack}`;
  return variable('TWINBENCH_DEBUG') === undefined ? formatWithRemedy(error) : stack;
}

/** The message, and what to do where the operating system refused something and nobody has said so yet. */
export function formatWithRemedy(error: unknown): string {
  const remedy = findRemedy(error);
  return remedy === undefined ? formatError(error) : `${formatError(error)}; ${remedy}`;
}

/** What to do about an error of the operating system; absent for other errors. */
function findRemedy(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof ExpectedError) return undefined;
  if (!('code' in error) || !('syscall' in error) || typeof error.code !== 'string') return undefined;
  if (error.code === 'EACCES' && String(error.syscall).startsWith('spawn')) return NOT_EXECUTABLE;
  return REMEDIES[error.code];
}
