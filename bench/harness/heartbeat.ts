/**
 * The heartbeat of this process. While it does not come, because the process is stopped, frozen or not given a CPU, or blocks itself, every
 * instant that is stamped here and every reading that is taken here is late by as much.
 */

/** A time between two beats that was far too long; host CLOCK_MONOTONIC. */
export interface Gap {
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

/** Host CLOCK_MONOTONIC. */
type Clock = () => bigint;

/** A beat costs about 0.2 ms where a wake-up is dear, as on a virtual host: 0.4 % of a core. */
const PERIOD_MS = 50;
/** Shorter ones are the timer's usual lateness. */
const MIN_GAP_NS = 60_000_000n;

export class Heartbeat {
  readonly #now: Clock;
  readonly #gaps: Gap[] = [];
  readonly #timer: NodeJS.Timeout;
  #lastNs: bigint;

  /** Beats from now on; whoever makes one ends it. */
  constructor(now: Clock = () => process.hrtime.bigint()) {
    this.#now = now;
    this.#lastNs = now();
    this.#timer = setInterval(() => this.beat(), PERIOD_MS);
  }

  beat(): void {
    const nowNs = this.#now();
    if (nowNs - this.#lastNs >= MIN_GAP_NS) this.#gaps.push({ fromNs: this.#lastNs, toNs: nowNs });
    this.#lastNs = nowNs;
  }

  /** With a last beat. @returns the gaps, ascending */
  end(): readonly Gap[] {
    clearInterval(this.#timer);
    this.beat();
    return this.#gaps;
  }
}
