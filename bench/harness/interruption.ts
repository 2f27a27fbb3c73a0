/**
 * Ctrl-C, TERM, a closed terminal, and an error that nobody caught: the first asks the work to end in order; further signals are told to wait,
 * because teardown has its own deadlines.
 */
import { type ErrorKind, ExpectedError } from '../../runtimes/errors.js';
import { EXIT } from '../contract/errors.js';
import { onUncaught } from './uncaught.js';

export interface Interruption {
  readonly signal: AbortSignal;
  /** 129, 130 or 143 once a signal came, 5 once an error was not caught. */
  exitCode(): number | undefined;
  /** @throws InterruptedError – a signal came */
  throwIfInterrupted(): void;
  /** For the steps before anything is measured, which may be left as they are. @throws InterruptedError – as soon as a signal comes */
  unlessInterrupted<T>(step: Promise<T>): Promise<T>;
  /** Stops listening. */
  [Symbol.dispose](): void;
}

/** A signal ended the command before it had anything to keep. */
class InterruptedError extends ExpectedError {
  override readonly kind: ErrorKind;

  constructor(kind: ErrorKind) {
    super('interrupted while preparing; nothing was started');
    this.kind = kind;
  }
}

const KINDS = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'hungUp' } as const;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function listenForInterruption(say: (text: string) => void): Interruption {
  const controller = new AbortController();
  let kind: ErrorKind | undefined;
  const end = (cause: ErrorKind): void => {
    say(kind === undefined ? 'stopping instances, cleaning up…' : 'still cleaning up; each step has a deadline, please wait');
    kind ??= cause;
    controller.abort();
  };
  const handlers = SIGNALS.map((name) => [name, () => end(KINDS[name])] as const);
  const interrupted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(new InterruptedError(kind ?? 'interrupted')));
  });
  interrupted.catch(() => undefined);
  for (const [name, handler] of handlers) process.on(name, handler);
  const forget = onUncaught(() => end('failed'));
  return {
    signal: controller.signal,
    exitCode: () => kind && EXIT[kind],
    throwIfInterrupted: () => {
      if (kind !== undefined) throw new InterruptedError(kind);
    },
    unlessInterrupted: async (step) => {
      step.catch(() => undefined);
      return Promise.race([step, interrupted]);
    },
    [Symbol.dispose]: () => {
      for (const [name, handler] of handlers) process.off(name, handler);
      forget();
    },
  };
}
