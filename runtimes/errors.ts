/** Failures that users are told in a sentence. Whatever else is thrown is a bug, and is shown with its stack. Every room may import this file. */

/** What a failure means to whoever started the command, whose exit code follows from it. */
export type ErrorKind =
  | 'usage'
  | 'regression'
  | 'undecided'
  | 'notComparable'
  | 'failed'
  | 'hungUp'
  | 'interrupted'
  | 'terminated';

/** `message` says what is wrong and what to do. */
export class ExpectedError extends Error {
  /** `failed`: the host lacks something, or a measurement failed. */
  readonly kind: ErrorKind = 'failed';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Whatever was thrown, as an error. */
export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** The message of whatever was thrown. */
export function formatError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export type FailureCode =
  | 'launch-failed'
  | 'isolation-failed'
  | 'vmm-failed'
  | 'boot-timed-out'
  | 'supervisor-failed'
  | 'instance-lost'
  | 'disk-limit'
  | 'teardown-failed';

/** An instance that could not be started, was lost, or could not be removed. `message` names the step, the object and the cause. */
export class InstanceError extends ExpectedError {
  readonly code: FailureCode;
  readonly detail: { readonly step?: string; readonly object?: string; readonly errno?: string; readonly console?: string };

  constructor(code: FailureCode, message: string, detail: InstanceError['detail'] = {}) {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}
