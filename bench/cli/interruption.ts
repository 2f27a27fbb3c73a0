/** Ctrl-C and TERM: the first asks the work to end in order; further ones are told to wait, because teardown has its own deadlines. */
import { EXIT } from './failure.js';

export interface Interruption {
  readonly signal: AbortSignal;
  /** 130 or 143 once a signal came. */
  exitCode(): number | undefined;
  /** Stops listening. */
  [Symbol.dispose](): void;
}

export function listenForInterruption(say: (text: string) => void): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const onSignal = (name: 'SIGINT' | 'SIGTERM'): void => {
    say(
      exitCode === undefined
        ? 'ending: stopping the running instance and removing what it had…'
        : 'still removing; each step has a deadline, please wait',
    );
    exitCode ??= name === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    controller.abort();
  };
  const onInterrupt = (): void => onSignal('SIGINT');
  const onTerminate = (): void => onSignal('SIGTERM');
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    [Symbol.dispose]: () => void process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate),
  };
}
