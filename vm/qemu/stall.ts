/** Notices a guest that does not get on. */

export interface Patience {
  readonly tickMs: number;
  /** Silence that no guest which gets on keeps; slow ones (KVM inside emulation) go on saying something. */
  readonly silenceMs: number;
  /** In all. */
  readonly deadlineMs: number;
}

/**
 * Reached when the guest says nothing for a while, or takes too long in all. Counted in ticks of this process: while it is stopped there is none, so
 * what the guest said meanwhile is read before it is judged.
 */
export class Stall {
  readonly reached: Promise<void>;
  isReached = false;
  #reach: () => void = () => undefined;
  #silentMs = 0;
  #totalMs = 0;
  readonly #patience: Patience;
  readonly #ticks: NodeJS.Timeout;

  constructor(patience: Patience) {
    this.#patience = patience;
    this.reached = new Promise((resolve) => {
      this.#reach = resolve;
    });
    this.#ticks = setInterval(() => this.#tick(), patience.tickMs);
  }

  progress(): void {
    this.#silentMs = 0;
  }

  stop(): void {
    clearInterval(this.#ticks);
  }

  #tick(): void {
    const { tickMs, silenceMs, deadlineMs } = this.#patience;
    this.#silentMs += tickMs;
    this.#totalMs += tickMs;
    if (this.#silentMs < silenceMs && this.#totalMs < deadlineMs) return;
    this.isReached = true;
    this.#reach();
  }
}
