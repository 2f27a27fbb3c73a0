/** Facts and requirements → which option to take, or that this cannot be said. Pure. */
import type { Requirements } from '../../bench/contract/requirements.js';
import { computeCapacity, ownBytes } from './capacity.js';
import { choose } from './choice.js';
import { commandFor, REAL_GUEST_COMMAND } from './commands.js';
import type { DecisionFacts, OptionFacts } from './facts-model.js';
import type { Check, JudgedOption, OptionStatus, Outcome, Verdict } from './recommendation.js';
import { RULES } from './rules/index.js';

export function reachVerdict(facts: DecisionFacts, wanted: Requirements): Verdict {
  const options = facts.options.map((option) => judgeOption(option, wanted, facts.host));
  const fitting = options.filter(({ status }) => status === 'fits');
  if (fitting.length === 0) {
    const left = options.filter(({ status }) => status !== 'ruled-out').map(({ option }) => option.kind);
    const outcome: Outcome = { kind: left.length === 0 ? 'none' : 'undecided', optionIds: [], openKinds: [...new Set(left)] };
    return { outcome, options, preferences: [] };
  }
  const { chosen, reasons } = choose(
    fitting.map(({ option }) => option),
    ownBytes({ wanted }),
  );
  return { outcome: nameOutcome(options, chosen), options, preferences: reasons };
}

function nameOutcome(options: readonly JudgedOption[], chosen: readonly OptionFacts[]): Outcome {
  const optionIds = chosen.map(({ id }) => id);
  if (new Set(chosen.map(({ kind }) => kind)).size > 1) return { kind: 'either', optionIds, openKinds: [] };
  const others = options.filter(({ option }) => !chosen.some(({ kind }) => kind === option.kind));
  const isOtherKindOpen =
    others.some(({ status }) => status !== 'ruled-out' && status !== 'fits') && !others.some(({ status }) => status === 'fits');
  return { kind: isOtherKindOpen ? 'sufficient' : 'recommended', optionIds, openKinds: [] };
}

function judgeOption(option: OptionFacts, wanted: Requirements, host: DecisionFacts['host']): JudgedOption {
  const one = { option, wanted, host };
  const asked = RULES.flatMap((rule): Check[] => {
    const words = rule.ask(wanted, host);
    return words === '' ? [] : [{ ruleId: rule.id, title: rule.title, asked: words, ...rule.judge(one) }];
  });
  const checks = [...asked, ...listMissingBasics(option, asked)];
  return { option, status: worstOf(checks), checks, capacity: computeCapacity(one) };
}

/** Of a check that no requirement asks for. */
export const BASICS_ID = 'basics';

/** Nothing is recommended without knowing its start and its memory, whatever the requirements leave open. */
function listMissingBasics(option: OptionFacts, asked: readonly Check[]): Check[] {
  const basic = { ruleId: BASICS_ID, title: 'Start and memory', asked: 'measured, whatever is asked' };
  if (asked.some(({ status }) => status === 'emulated' || status === 'unmeasured')) return [];
  if (option.isEmulated) return [{ ...basic, status: 'emulated', because: '', command: REAL_GUEST_COMMAND }];
  const hasMemory = option.nextInstanceBytes !== null || option.atRestBytes !== null;
  if (option.start !== null && hasMemory) return [];
  return [{ ...basic, status: 'unmeasured', because: '', command: commandFor('start', option) }];
}

const WORST_FIRST: readonly OptionStatus[] = ['ruled-out', 'emulated', 'unmeasured', 'undecided'];

function worstOf(checks: readonly Check[]): OptionStatus {
  return WORST_FIRST.find((status) => checks.some((check) => check.status === status)) ?? 'fits';
}
