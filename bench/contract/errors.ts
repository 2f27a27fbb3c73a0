/** Failures that end a command with a documented exit code. Anything else that is thrown is a bug. */

/** Stable exit codes; `exec` has the command's own besides. */
export const EXIT = {
  ok: 0,
  regression: 1,
  usage: 2,
  undecided: 3,
  notComparable: 4,
  failed: 5,
  execFailed: 125,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** Wrong words on the command line, or a file that cannot be read as what it should be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly exitCode = EXIT.usage;
}

/** The host lacks something, or a measurement failed; `message` says what to do. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly exitCode = EXIT.failed;
}

/** A run is not fit for what was asked; ends with the code of what was found of it. */
export class RunRejectedError extends Error {
  override readonly name = 'Unfit';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
