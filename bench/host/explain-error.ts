/** What an error means to a user: the message, and the exit code where it is an expected failure. */
import { variable } from '../../runtimes/environment.js';
import { NOT_EXECUTABLE } from '../../runtimes/process.js';
import { EXIT } from '../contract/errors.js';

/** Expected failures of other rooms, by name, because those rooms know nothing of exit codes. */
const EXIT_CODE_OF: Readonly<Record<string, number>> = {
  FormatError: EXIT.usage,
  RunConflict: EXIT.usage,
  BaselineMissing: EXIT.notComparable,
  RunInProgress: EXIT.failed,
  InstanceFailure: EXIT.failed,
  CommandFailure: EXIT.failed,
  ImageChanged: EXIT.failed,
  CacheBlocked: EXIT.failed,
  EnvironmentFailure: EXIT.failed,
  MissingPrerequisites: EXIT.failed,
  QemuUnavailable: EXIT.failed,
  KernelUnavailable: EXIT.failed,
  BusyboxMissing: EXIT.failed,
  ProbeOutputError: EXIT.failed,
  JournalFailure: EXIT.failed,
};

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
export function findExitCode(error: Error): number | undefined {
  const known = EXIT_CODE_OF[error.name];
  if (known !== undefined) return known;
  if ('exitCode' in error && typeof error.exitCode === 'number') return error.exitCode;
  return findRemedy(error) === undefined ? undefined : EXIT.failed;
}

/** What is said of an error that ends a command. Stacks only for bugs, or with TWINBENCH_DEBUG set. */
export function explain(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (!(error instanceof Error) || findExitCode(error) === undefined) return `unexpected failure, please report it: ${stack}`;
  return variable('TWINBENCH_DEBUG') === undefined ? formatError(error) : stack;
}

export function formatError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const remedy = EXIT_CODE_OF[error.name] === undefined && !('exitCode' in error) ? findRemedy(error) : undefined;
  return remedy === undefined ? error.message : `${error.message}; ${remedy}`;
}

/** What to do about an error of the operating system; absent for other errors. */
function findRemedy(error: Error): string | undefined {
  if (!('code' in error) || !('syscall' in error) || typeof error.code !== 'string') return undefined;
  if (error.code === 'EACCES' && String(error.syscall).startsWith('spawn')) return NOT_EXECUTABLE;
  return REMEDIES[error.code];
}
