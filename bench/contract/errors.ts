/** Failures that end a command with a documented exit code. Anything else that is thrown is a bug. */
import { type ErrorKind, ExpectedError } from '../../runtimes/errors.js';

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
export class UsageError extends ExpectedError {
  override readonly kind = 'usage';
}

/** The host lacks something, or a measurement failed; `message` says what to do. */
export class HostError extends ExpectedError {}

/** A run is not fit for what was asked; `kind` says what was found of it. */
export class RunRejectedError extends ExpectedError {
  override readonly kind: ErrorKind;

  constructor(message: string, kind: ErrorKind) {
    super(message);
    this.kind = kind;
  }
}
