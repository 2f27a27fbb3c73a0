/** Requirements as a text in the page's address, `maxStartSeconds:0.5,untrustedCode:yes`, and as the values of its inputs. */
import { OPERATING_SYSTEMS, PRIVILEGED_WORK } from '../../bench/contract/requirement-limits.js';
import type { Requirements } from '../../bench/contract/requirements.js';
import { CHOICE_FIELDS, type ChoiceMember, NUMBER_FIELDS } from './fields.js';
import type { NumericMember } from './rules/rule.js';

/** Of every field its value, empty where nothing is asked. */
export type FieldValues = Readonly<Record<NumericMember | ChoiceMember, string>>;

/** Where a reader asks for nothing on purpose: an empty text would mean that the address says nothing. */
const NOTHING = 'nothing';

export function formatState(wanted: Requirements): string {
  const values = toFieldValues(wanted);
  const numbers = NUMBER_FIELDS.map(({ member }) => ({ member, value: values[member] })).filter(({ value }) => value !== '');
  const choices = CHOICE_FIELDS.map(({ member, choices: [first] }) => ({ member, value: values[member], relaxed: first?.value }));
  const asked = [...numbers, ...choices.filter(({ value, relaxed }) => value !== relaxed)];
  return asked.length === 0 ? NOTHING : asked.map(({ member, value }) => `${member}:${value}`).join(',');
}

/** What is unknown or cannot be counts as not asked: anybody may have written the address. Undefined for an empty text. */
export function parseState(text: string): Requirements | undefined {
  if (text === '') return undefined;
  const given = new Map(text.split(',').map((part): [string, string] => split(part)));
  return fromFieldValues((member) => given.get(member) ?? '');
}

function split(part: string): [string, string] {
  const end = part.indexOf(':');
  return [part.slice(0, Math.max(end, 0)), part.slice(end + 1)];
}

export function toFieldValues(wanted: Requirements): FieldValues {
  const { untrustedCode = false, operatingSystem = 'any', privilegedWork = 'none' } = wanted;
  const number = (member: NumericMember) => (wanted[member] === undefined ? '' : String(wanted[member]));
  return {
    maxStartSeconds: number('maxStartSeconds'),
    startsPerHour: number('startsPerHour'),
    instancesPerHost: number('instancesPerHost'),
    memoryPerInstanceMiB: number('memoryPerInstanceMiB'),
    minMemoryReturnedPercent: number('minMemoryReturnedPercent'),
    busyHoursPerDay: number('busyHoursPerDay'),
    quietLoadPercent: number('quietLoadPercent'),
    hostPricePerMonth: number('hostPricePerMonth'),
    hostMemoryGiB: number('hostMemoryGiB'),
    hostCpus: number('hostCpus'),
    untrustedCode: untrustedCode ? 'yes' : 'no',
    operatingSystem,
    privilegedWork,
  };
}

export function fromFieldValues(read: (member: NumericMember | ChoiceMember) => string): Requirements {
  const numbers = NUMBER_FIELDS.flatMap((field) => {
    const value = parseNumber(read(field.member), field);
    return value === undefined ? [] : [[field.member, value] as const];
  });
  const operatingSystem = OPERATING_SYSTEMS.find((one) => one !== 'any' && one === read('operatingSystem'));
  const privilegedWork = PRIVILEGED_WORK.find((one) => one !== 'none' && one === read('privilegedWork'));
  return {
    ...Object.fromEntries(numbers),
    ...(read('untrustedCode') === 'yes' && { untrustedCode: true }),
    ...(operatingSystem !== undefined && { operatingSystem }),
    ...(privilegedWork !== undefined && { privilegedWork }),
  };
}

function parseNumber(text: string, { min, max, isWhole }: (typeof NUMBER_FIELDS)[number]): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= min && value <= max)) return undefined;
  return isWhole === true && !Number.isInteger(value) ? undefined : value;
}
