/** Passes a command's output on to our own stdout and stderr, as fast as these take it. */
import { constants } from 'node:os';
import type { WorkloadExit } from '../../runtimes/runtime.js';
import { HostError } from '../contract/errors.js';

/** How a command ended. */
export type Ending = Pick<WorkloadExit, 'kind' | 'code'>;

export type WriteOutput = (stream: 'stdout' | 'stderr', chunk: Buffer) => Promise<void>;

export class OutputForwarder {
  /**
   * Settles only when the output is taken no more: as death by SIGPIPE, which is what a command in a pipeline would meet, when the
   * reader is gone. Rejects with HostError for other reasons, such as a full disk.
   */
  readonly refused: Promise<Ending>;
  #settle: (error: NodeJS.ErrnoException) => void = () => undefined;
  readonly #write: WriteOutput;
  #isRefused = false;

  constructor(write: WriteOutput) {
    this.#write = write;
    this.refused = new Promise((resolve, reject) => {
      this.#settle = (error) => {
        if (error.code === 'EPIPE') resolve({ kind: 'signaled', code: constants.signals.SIGPIPE });
        else reject(new HostError(`the command's output could not be written: ${error.message}`));
      };
    });
    this.refused.catch(() => undefined);
  }

  /** Resolves when the stream has taken the chunk over, so that a slow reader slows the command down. */
  async take(stream: 'stdout' | 'stderr', chunk: Buffer): Promise<void> {
    if (this.#isRefused) return;
    await this.#write(stream, chunk).catch((error: Error) => this.#refuse(error));
  }

  #refuse(error: Error): void {
    this.#isRefused = true;
    this.#settle(error);
  }
}
