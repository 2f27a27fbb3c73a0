/** What a rule of the decision is: one requirement, held against one option. One file for each, listed in index.ts. */
import type { Requirements } from '../../../bench/contract/requirements.js';
import type { DecisionFacts, OptionFacts } from '../facts-model.js';

/** `emulated`, `unmeasured` and `undecided` say neither yes nor no. */
export type CheckStatus = 'met' | 'ruled-out' | 'undecided' | 'unmeasured' | 'emulated';

export interface Judgement {
  readonly status: CheckStatus;
  /** One clause, with the figure; empty where the status says it all. */
  readonly because: string;
  /** That measures what is missing; empty where nothing is. */
  readonly command: string;
}

/** Requirements that are numbers: each can turn the outcome at some value. */
export type NumericMember = {
  [Key in keyof Requirements]-?: NonNullable<Requirements[Key]> extends number ? Key : never;
}[keyof Requirements];

export interface Turn {
  readonly member: NumericMember;
  /** At which the judgement of the option changes. */
  readonly value: number;
}

export interface Case {
  readonly option: OptionFacts;
  readonly wanted: Requirements;
  readonly host: DecisionFacts['host'];
}

export interface Rule {
  readonly id: string;
  readonly title: string;
  /** What is asked, in words; empty where it is not. */
  readonly ask: (wanted: Requirements, host: DecisionFacts['host']) => string;
  /** Only where it is asked. */
  readonly judge: (one: Case) => Judgement;
  /**
   * Also where it is not asked: what would have to be asked for the judgement to change. Of what was not measured the least that can be asked, since
   * that already cannot be answered.
   */
  readonly listTurns: (one: Case) => readonly Turn[];
}

export const NO_TURNS = (): readonly Turn[] => [];
