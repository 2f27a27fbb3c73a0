/**
 * What would change the outcome, all else equal. Each number of the requirements is tried just below and just above every value at which an
 * option's judgement turns, so that a flip is never a formula's guess: the decision itself was made on either side.
 */
import { OPERATING_SYSTEMS, PRIVILEGED_WORK, REQUIREMENT_LIMITS } from '../../bench/contract/requirement-limits.js';
import type { Requirements } from '../../bench/contract/requirements.js';
import { listMemoryTurns } from './choice.js';
import type { DecisionFacts } from './facts-model.js';
import type { Flip, Outcome } from './recommendation.js';
import { RULES } from './rules/index.js';
import type { NumericMember, Turn } from './rules/rule.js';
import { reachVerdict } from './verdict.js';

/** Relative distance of the two sides from a turn. */
const STEP = 1e-9;

export function findFlips(facts: DecisionFacts, wanted: Requirements, outcome: Outcome): Flip[] {
  return [...choiceFlips(facts, wanted, outcome), ...numberFlips(facts, wanted, outcome)];
}

/** Another distribution is as good as any: every image brings its own. */
const OTHER_SYSTEMS = OPERATING_SYSTEMS.filter((one) => one !== 'other-distribution');

function choiceFlips(facts: DecisionFacts, wanted: Requirements, now: Outcome): Flip[] {
  const { untrustedCode = false, operatingSystem = 'any', privilegedWork = 'none' } = wanted;
  const others = [
    { member: 'untrustedCode', value: !untrustedCode } as const,
    ...OTHER_SYSTEMS.filter((one) => one !== operatingSystem).map((value) => ({ member: 'operatingSystem', value }) as const),
    ...PRIVILEGED_WORK.filter((one) => one !== privilegedWork).map((value) => ({ member: 'privilegedWork', value }) as const),
  ];
  return others.flatMap(({ member, value }) => {
    const { outcome } = reachVerdict(facts, { ...wanted, [member]: value });
    return isSame(outcome, now) ? [] : [{ member, direction: 'to' as const, value, outcome, further: null }];
  });
}

/** A number that is not asked stands where it rules out nothing. */
const RELAXED: Readonly<Record<NumericMember, number | undefined>> = {
  maxStartSeconds: Number.MAX_VALUE,
  startsPerHour: 0,
  instancesPerHost: 0,
  memoryPerInstanceMiB: 0,
  minMemoryReturnedPercent: 0,
  hostMemoryGiB: undefined,
  hostCpus: undefined,
  hostPricePerMonth: undefined,
  busyHoursPerDay: undefined,
  quietLoadPercent: undefined,
};

function numberFlips(facts: DecisionFacts, wanted: Requirements, now: Outcome): Flip[] {
  return listTurns(facts, wanted).flatMap(([member, values]) => {
    const present = presentValue(member, wanted, facts);
    const above = values.filter((value) => value >= present).toSorted((a, b) => a - b);
    const below = values.filter((value) => value <= present).toSorted((a, b) => b - a);
    const find = (direction: 'above' | 'below', turns: readonly number[]) =>
      findFlip({ facts, wanted, now, member }, direction, turns);
    return [...find('above', above), ...find('below', below)];
  });
}

function presentValue(member: NumericMember, wanted: Requirements, { host }: DecisionFacts): number {
  const measured = { hostMemoryGiB: host.memoryBytes / 2 ** 30, hostCpus: host.cpus };
  const assumed = member === 'hostMemoryGiB' || member === 'hostCpus' ? measured[member] : RELAXED[member];
  return wanted[member] ?? assumed ?? 0;
}

function listTurns({ options, host }: DecisionFacts, wanted: Requirements): [NumericMember, number[]][] {
  const all = RULES.flatMap((rule) => options.flatMap((option) => rule.listTurns({ option, wanted, host })));
  const ownMemory = listMemoryTurns(options).map((bytes): Turn => ({ member: 'memoryPerInstanceMiB', value: bytes / 2 ** 20 }));
  const turns = [...all, ...ownMemory].map(({ member, value }) => ({ member, value: withinLimits(member, value) }));
  return [...new Set(turns.map(({ member }) => member))].map((member) => [
    member,
    [...new Set(turns.filter((turn) => turn.member === member).map(({ value }) => value))],
  ]);
}

/** What turns beyond anything that can be asked has turned for all that can. */
function withinLimits(member: NumericMember, value: number): number {
  const { min, max } = REQUIREMENT_LIMITS[member];
  return Math.min(max, Math.max(min, value));
}

interface Question {
  readonly facts: DecisionFacts;
  readonly wanted: Requirements;
  readonly now: Outcome;
  readonly member: NumericMember;
}

function findFlip(question: Question, direction: 'above' | 'below', turns: readonly number[]): Flip[] {
  const { facts, wanted, now, member } = question;
  const beyond = (value: number) => value * (direction === 'above' ? 1 + STEP : 1 - STEP);
  const changes = turns
    .map((value) => ({ value, outcome: reachVerdict(facts, { ...wanted, [member]: beyond(value) }).outcome }))
    .filter(({ outcome }, index, all) => !isSame(outcome, all[index - 1]?.outcome ?? now));
  const [first, second] = changes;
  if (first === undefined) return [];
  const isOpen = first.outcome.kind === 'undecided';
  return [{ member, direction, ...first, further: isOpen && second !== undefined ? second : null }];
}

/** That another option is no longer judged is no other answer: what to take stays. */
function isSame(one: Outcome, other: Outcome): boolean {
  const answer = ({ kind, optionIds }: Outcome) => (optionIds.length === 0 ? kind : optionIds.join());
  return answer(one) === answer(other);
}
