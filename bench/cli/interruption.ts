/** Ctrl-C, TERM and a closed terminal: the first asks the work to end in order; further ones are told to wait, because teardown has its own deadlines. */
import { setMaxListeners } from 'node:events';
import { EXIT } from './failure.js';

export interface Interruption {
  readonly signal: AbortSignal;
  /** 129, 130 or 143 once a signal came. */
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
  // Every instance of a trial listens, and there may be hundreds.
  setMaxListeners(0, controller.signal);
  let exitCode: number | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    say(
      exitCode === undefined
        ? 'ending: stopping what runs and removing what it had…'
        : 'still removing; each step has a deadline, please wait',
    );
    exitCode ??= SIGNALS.filter((signal) => signal === name).map((signal) => EXIT_CODES[signal])[0] ?? EXIT.interrupted;
    controller.abort();
  };
  const interrupted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(new Interrupted(exitCode ?? EXIT.interrupted)));
  });
  interrupted.catch(() => undefined);
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    unlessInterrupted: async (step) => {
      step.catch(() => undefined);
      return Promise.race([step, interrupted]);
    },
    [Symbol.dispose]: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
