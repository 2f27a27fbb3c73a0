/**
 * Ctrl-C, TERM, a closed terminal, and an error that nobody caught: the first asks the work to end in order; further signals are told to wait,
 * because teardown has its own deadlines.
 */
import { EXIT } from '../contract/errors.js';
import { onUncaught } from './uncaught.js';

export interface Interruption {
  readonly signal: AbortSignal;
  /** 129, 130 or 143 once a signal came, 5 once an error was not caught. */
  exitCode(): number | undefined;
  /** For the steps before anything is measured, which may be left as they are. @throws Interrupted – as soon as a signal comes */
  unlessInterrupted<T>(step: Promise<T>): Promise<T>;
  /** Stops listening. */
  [Symbol.dispose](): void;
}

/** A signal ended the command before it had anything to keep. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('interrupted while preparing; nothing was started');
    this.exitCode = exitCode;
  }
}

const EXIT_CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp } as const;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function listenForInterruption(say: (text: string) => void): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const end = (code: number): void => {
    say(
      exitCode === undefined
        ? 'ending: stopping what runs and removing what it had…'
        : 'still removing; each step has a deadline, please wait',
    );
    exitCode ??= code;
    controller.abort();
  };
  const onSignal = (name: NodeJS.Signals): void =>
    end(SIGNALS.filter((signal) => signal === name).map((signal) => EXIT_CODES[signal])[0] ?? EXIT.interrupted);
  const interrupted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(new Interrupted(exitCode ?? EXIT.interrupted)));
  });
  interrupted.catch(() => undefined);
  for (const name of SIGNALS) process.on(name, onSignal);
  const forget = onUncaught(() => end(EXIT.failed));
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    unlessInterrupted: async (step) => {
      step.catch(() => undefined);
      return Promise.race([step, interrupted]);
    },
    [Symbol.dispose]: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
      forget();
    },
  };
}
