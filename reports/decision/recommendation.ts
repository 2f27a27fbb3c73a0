/** What a decision found: data with its sentences; how it is laid out, view.ts decides. */
import type { Capacity } from './capacity.js';
import type { OptionFacts } from './facts-model.js';
import type { CheckStatus, Judgement, NumericMember } from './rules/rule.js';

export interface Check extends Judgement {
  readonly ruleId: string;
  readonly title: string;
  readonly asked: string;
}

/** `fits` only where every check is met, by figures that were measured and not emulated. */
export type OptionStatus = 'fits' | Exclude<CheckStatus, 'met'>;

export interface JudgedOption {
  readonly option: OptionFacts;
  readonly status: OptionStatus;
  readonly checks: readonly Check[];
  /** Null where nothing that counts was measured. */
  readonly capacity: Capacity | null;
}

/**
 * `recommended`: the others are ruled out or dearer, by figures. `either`: options of both kinds fit, and no figure tells them apart.
 * `sufficient`: these fit, and the other kind was not judged. `undecided`: nothing is known to fit, and something may. `none`: all are ruled out.
 */
export type OutcomeKind = 'recommended' | 'either' | 'sufficient' | 'undecided' | 'none';

export interface Outcome {
  readonly kind: OutcomeKind;
  /** Of the options that it is about, the first the one to take; none for `undecided` and `none`. */
  readonly optionIds: readonly string[];
  /** Kinds of which something may still fit; only where nothing is known to. */
  readonly openKinds: readonly OptionFacts['kind'][];
}

export interface Verdict {
  readonly outcome: Outcome;
  readonly options: readonly JudgedOption[];
  /** Why the one that is recommended and not another that fits; empty where only one fits. */
  readonly preferences: readonly string[];
}

/** What would change the outcome, all else equal. */
export interface Flip {
  readonly member: NumericMember | 'untrustedCode' | 'operatingSystem' | 'privilegedWork';
  /** `above` and `below` a number; `to` a choice. */
  readonly direction: 'above' | 'below' | 'to';
  readonly value: number | string | boolean;
  readonly outcome: Outcome;
  /** Where it is not decided at first: from where on something is. */
  readonly further: { readonly value: number; readonly outcome: Outcome } | null;
}

export interface Recommendation extends Verdict {
  readonly flips: readonly Flip[];
}
