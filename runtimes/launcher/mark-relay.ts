/**
 * Brings the marks of two streams in order: the launcher's arrive on one and the supervisor's on the other, and Node may read either
 * first. The supervisor's wait until the launcher has reported all that comes before them.
 */
import type { Mark } from '../runtime.js';

export class MarkRelay {
  readonly #deliver: (mark: Mark) => void;
  #waiting: Mark[] | undefined = [];

  constructor(deliver: (mark: Mark) => void) {
    this.#deliver = deliver;
  }

  fromLauncher(mark: Mark): void {
    this.#deliver(mark);
  }

  fromSupervisor(mark: Mark): void {
    if (this.#waiting === undefined) this.#deliver(mark);
    else this.#waiting.push(mark);
  }

  /** The launcher has no more marks. */
  launched(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const mark of waiting) this.#deliver(mark);
  }
}
