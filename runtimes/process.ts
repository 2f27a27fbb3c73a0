/**
 * The one place that starts programs: every command has a deadline, is asked to end before it is made to, has bounded
 * output, and fails with what was run and what it said.
 */

import type { ExecaError } from 'execa';
import { ExpectedError } from './errors.js';

export interface RunOptions {
  /** TERM at this time, KILL two seconds later. */
  readonly deadlineMs: number;
  readonly cwd?: string;
  /** Added to the environment of this process, whose LC_ALL becomes C; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Uint8Array;
  /** Per stream; more fails the command. Default 16 MiB. */
  readonly maxOutputBytes?: number;
}

export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that could not be started, ended with another code than 0, was killed, or ran past its deadline. */
export class CommandError extends ExpectedError {
  readonly command: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** Absent when the program was not found or ended by a signal. */
  readonly exitCode: number | undefined;
  readonly notFound: boolean;

  constructor(error: ExecaError) {
    super(describe(error));
    this.command = error.escapedCommand;
    this.stderr = String(error.stderr ?? '');
    this.timedOut = error.timedOut;
    this.exitCode = error.exitCode;
    this.notFound = error.code === 'ENOENT';
  }
}

/** What programs say is read by us, and shown beside our own words. */
const PARSED_LOCALE = { LC_ALL: 'C' };
const FORCE_KILL_AFTER_MS = 2_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Why a program that is there may not be run, and what to do. */
export const NOT_EXECUTABLE =
  'it is not executable, lies on a filesystem that is mounted noexec (then name a folder elsewhere with TWINBENCH_CACHE), or a security policy forbids it';

/** Runs a program to its end. @throws CommandError */
export async function run(program: string, args: readonly string[], options: RunOptions): Promise<CommandOutput> {
  // Its hundred files are loaded with the first program: many commands start none.
  const { execa } = await import('execa');
  const result = await execa(program, [...args], {
    timeout: options.deadlineMs,
    forceKillAfterDelay: FORCE_KILL_AFTER_MS,
    maxBuffer: options.maxOutputBytes ?? MAX_OUTPUT_BYTES,
    reject: false,
    stripFinalNewline: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...PARSED_LOCALE, ...options.env },
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
  });
  if (result.failed) throw new CommandError(result as ExecaError);
  return { stdout: String(result.stdout), stderr: String(result.stderr) };
}

/** Like `run`, but a failure is a value. */
export async function tryRun(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<CommandOutput | CommandError> {
  try {
    return await run(program, args, options);
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
}

function describe(error: ExecaError): string {
  const reason = error.timedOut
    ? `ran past its deadline of ${String(error.durationMs / 1000)} s`
    : error.code === 'ENOENT'
      ? 'program not found'
      : error.code === 'EACCES'
        ? `may not be run (EACCES); ${NOT_EXECUTABLE}`
        : error.signal === undefined
          ? `exit code ${String(error.exitCode)}`
          : `killed by ${error.signal}`;
  const said = String(error.stderr ?? '')
    .trim()
    .split('\n')
    .slice(-5)
    .join('\n');
  return `${error.escapedCommand}: ${reason}${said === '' ? '' : `\n${said}`}`;
}
