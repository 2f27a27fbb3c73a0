/** What surrounds every measurement: checked beforehand, provisioned, interruptible, and the only one on this host. */
import { formatError } from '../../runtimes/errors.js';
import { EXIT } from '../contract/errors.js';
import { type Interruption, listenForInterruption } from '../harness/interruption.js';
import { type Beforehand, checkBeforehand } from './beforehand.js';
import { provision } from './first-use.js';
import { takeRunLock } from './run-lock.js';

export interface AloneRequest extends Beforehand {
  /** Shown to whoever has to wait for it. */
  readonly purpose: string;
  readonly say: (text: string) => void;
}

/** @returns what `work` does, or the exit code of an interruption that it did not outlive @throws what `work` and the checks before it throw */
export async function measureAlone<T>(
  request: AloneRequest,
  work: (interruption: Interruption) => Promise<T>,
): Promise<T | number> {
  const { settings, purpose, say } = request;
  await checkBeforehand(request);
  await provision(settings, say);
  using interruption = listenForInterruption(say);
  const unlock = await takeRunLock(purpose);
  try {
    return await work(interruption);
  } catch (error) {
    // Ctrl-C at a terminal reaches the programs that we started, too: their failure then says nothing.
    if (interruption.exitCode() === undefined) throw error;
    say(formatError(error));
    return interruption.exitCode() ?? EXIT.failed;
  } finally {
    await unlock();
  }
}
