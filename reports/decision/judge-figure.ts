/** A figure held against a limit. What was emulated or not measured is never held against anything. */
import { commandFor, type Quantity, REAL_GUEST_COMMAND } from './commands.js';
import type { OptionFacts, Spread } from './facts-model.js';
import type { CheckStatus, Judgement } from './rules/rule.js';

/** Of a limit that is not to be exceeded: inside the bounds it is not decided. */
export function holdBelow({ low, high }: Pick<Spread, 'low' | 'high'>, limit: number): CheckStatus {
  if (high <= limit) return 'met';
  return low > limit ? 'ruled-out' : 'undecided';
}

/** Of a least value. */
export function holdAbove({ low, high }: Pick<Spread, 'low' | 'high'>, least: number): CheckStatus {
  if (low >= least) return 'met';
  return high < least ? 'ruled-out' : 'undecided';
}

export function judgeFigure<T>(
  option: OptionFacts,
  figure: T | null,
  quantity: Quantity,
  judge: (figure: T) => Omit<Judgement, 'command'>,
): Judgement {
  if (option.isEmulated) return { status: 'emulated', because: '', command: REAL_GUEST_COMMAND };
  if (figure === null) return { status: 'unmeasured', because: '', command: commandFor(quantity, option) };
  const judged = judge(figure);
  if (judged.status === 'unmeasured') return { ...judged, command: commandFor(quantity, option) };
  return { ...judged, command: judged.status === 'undecided' ? commandFor(quantity, option, true) : '' };
}
