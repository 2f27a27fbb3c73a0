/** When a run may end before its plan does. Looked at only between repetitions that were named beforehand, so that looking often proves nothing. */
import type { PlannedTrial, StopReason, StopRule } from '../contract/record.js';

/** The scenario whose trials may be fewer than planned, unless another is named. */
const PRECISE = 'single';
/** Intervals keep their level from ten repetitions on, and looking every five spoils it little: see tests/statistics.test.ts. */
const LOOKS = [10, 15, 20, 25, 30, 35, 40];

/** Whether a look sees a trial: those that were run up to itself only. */
type IsSeen = (trial: Pick<PlannedTrial, 'scenario' | 'warmup' | 'repetition'>) => boolean;

/** Decides by the figures of the trials so far that it sees: the same ones give the same answer, in a resumed run too. */
export type Answered = (isSeen: IsSeen, look: number) => boolean;

/** Repetitions of `single`, given that precision may end them earlier. */
export function maxRepetitions(profileRepetitions: number): number {
  return Math.max(profileRepetitions, LOOKS.at(-1) ?? 0);
}

/** Undefined when the user asked for no early end. */
export function makeStopRule(
  precisionRatio: number | undefined,
  budgetSeconds: number | undefined,
  repetitions: number,
): StopRule | undefined {
  if (precisionRatio === undefined && budgetSeconds === undefined) return undefined;
  return {
    ...(precisionRatio !== undefined && { precisionRatio }),
    ...(budgetSeconds !== undefined && { budgetSeconds }),
    looks: precisionRatio === undefined ? [] : LOOKS.filter((look) => look <= repetitions),
  };
}

export class Stopping {
  readonly #rule: StopRule | undefined;
  readonly #answered: Answered;
  readonly #scenario: string;
  readonly #startedMs = performance.now();
  readonly #seen = new Set<number>();
  isAnswered = false;
  isOutOfBudget = false;

  /** `scenario`: the one whose trials may be fewer than planned. */
  constructor(rule: StopRule | undefined, answered: Answered, scenario = PRECISE) {
    this.#rule = rule;
    this.#answered = answered;
    this.#scenario = scenario;
  }

  /** Whether the rule leaves this trial out; asked of each trial in the plan's order, right before it would start. */
  skips(trial: PlannedTrial): boolean {
    const { budgetSeconds } = this.#rule ?? {};
    this.isOutOfBudget ||= budgetSeconds !== undefined && performance.now() - this.#startedMs > budgetSeconds * 1000;
    if (this.isOutOfBudget) return true;
    if (trial.scenario !== this.#scenario || trial.warmup) return false;
    this.#lookBefore(trial.repetition);
    return this.isAnswered;
  }

  /** Of a run that came to its end. */
  get reason(): StopReason {
    if (this.isOutOfBudget) return 'budget-ended';
    if (!this.isAnswered) return 'plan-done';
    return this.#rule?.decisive === true ? 'decided' : 'precision-reached';
  }

  /** Every look at the whole repetitions before this one that was not taken yet. */
  #lookBefore(repetition: number): void {
    for (const look of this.#rule?.looks ?? []) {
      if (this.isAnswered || look > repetition || this.#seen.has(look)) continue;
      this.#seen.add(look);
      const isSeen: IsSeen = (trial) => trial.scenario === this.#scenario && (trial.warmup || trial.repetition < look);
      this.isAnswered = this.#answered(isSeen, look);
    }
  }
}
