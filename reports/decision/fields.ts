/** The requirements as the page asks for them: a new one is a line here, and a rule that reads it. */
import { type Limits, REQUIREMENT_LIMITS } from '../../bench/contract/requirement-limits.js';
import type { NumericMember } from './rules/rule.js';

export type ChoiceMember = 'untrustedCode' | 'operatingSystem' | 'privilegedWork';

export interface NumberField extends Limits {
  readonly member: NumericMember;
  readonly label: string;
  readonly unit: string;
}

interface ChoiceField {
  readonly member: ChoiceMember;
  readonly label: string;
  /** The first is that of somebody who asks for nothing; its value is not kept. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** The first are asked of everybody, the others are folded. */
export const NUMBER_FIELDS: readonly NumberField[] = [
  number('maxStartSeconds', 'Longest acceptable time to the program,', 'seconds'),
  number('startsPerHour', 'Starts an hour on one host', ''),
  number('instancesPerHost', 'Instances at once on one host', ''),
  number('memoryPerInstanceMiB', 'Memory that each program needs,', 'MiB'),
  number('minMemoryReturnedPercent', 'To be handed back of a memory peak,', '%'),
  number('busyHoursPerDay', 'Hours of the day at full load', ''),
  number('quietLoadPercent', 'Load in the other hours,', '%'),
  number('hostPricePerMonth', 'Price of a host for a month', ''),
  number('hostMemoryGiB', 'Memory of that host,', 'GiB'),
  number('hostCpus', 'CPUs of that host', ''),
];

export const CHOICE_FIELDS: readonly ChoiceField[] = [
  choice('untrustedCode', 'The code that runs', [
    ['no', 'is trusted'],
    ['yes', 'is untrusted'],
  ]),
  choice('operatingSystem', 'Operating system', [
    ['any', 'the host’s will do'],
    ['other-distribution', 'another distribution'],
    ['other-kernel', 'another kernel, or modules of its own'],
  ]),
  choice('privilegedWork', 'Privileged work inside', [
    ['none', 'none'],
    ['needed', 'needed: mounts, devices, modules'],
    ['risk-accepted', 'needed, and the risk to the host is accepted'],
  ]),
];

function number(member: NumericMember, label: string, unit: string): NumberField {
  return { member, label, unit, ...REQUIREMENT_LIMITS[member] };
}

function choice(member: ChoiceMember, label: string, choices: readonly (readonly [string, string])[]): ChoiceField {
  return { member, label, choices: choices.map(([value, words]) => ({ value, label: words })) };
}
