/** Outcomes and flips in sentences. */
import { REQUIREMENT_LIMITS } from '../../bench/contract/requirement-limits.js';
import { formatAlone } from '../view-model/quantity.js';
import { capitalize, joinWithAnd } from '../view-model/text.js';
import type { DecisionFacts, OptionFacts } from './facts-model.js';
import { formatTurn, uncapitalized, withArticle } from './figure-words.js';
import type { Flip, JudgedOption, Outcome, Verdict } from './recommendation.js';

const KIND_WORDS = { container: 'a container', vm: 'a virtual machine' } as const;

/** The recommendation, or that there is none, as a sentence. */
export function outcomeTitle({ outcome, options }: Verdict): string {
  const chosen = findOptions(options, outcome);
  const [first] = chosen;
  if (first === undefined) {
    return outcome.kind === 'none'
      ? 'Nothing measured here meets these requirements'
      : `No recommendation, for ${openWords(outcome)}`;
  }
  if (outcome.kind === 'either') return `${capitalize(joinWithOr(chosen))}: both do, and no figure here tells them apart`;
  if (outcome.kind === 'sufficient')
    return `${capitalize(withArticle(first))} meets these requirements; whether ${otherKind(first)} does is not known`;
  return `Take ${withArticle(first)}`;
}

/** What is left is what is not ruled out; it is no recommendation. */
function openWords({ openKinds: [only, ...others] }: Outcome): string {
  return only === undefined || others.length > 0
    ? 'it is not known what will do'
    : `only ${KIND_WORDS[only]} is left, and whether it will do is not known`;
}

/** Without leading conditions, for the end of a sentence: `a virtual machine`. */
function outcomeWords(outcome: Outcome, { options }: Pick<DecisionFacts, 'options'>): string {
  const chosen = options.filter(({ id }) => outcome.optionIds.includes(id));
  const [first] = chosen;
  if (first === undefined) return outcome.kind === 'none' ? 'nothing measured here will do' : openWords(outcome);
  if (outcome.kind === 'either') return `both ${joinWithAnd(chosen.map(withArticle))} will do`;
  if (outcome.kind === 'sufficient') return `${withArticle(first)} will do; whether ${otherKind(first)} will is not known`;
  return `take ${withArticle(first)}`;
}

function otherKind({ kind }: OptionFacts): string {
  return KIND_WORDS[kind === 'vm' ? 'container' : 'vm'];
}

function joinWithOr(options: readonly OptionFacts[]): string {
  return options.map(withArticle).join(' or ');
}

function findOptions(options: readonly JudgedOption[], { optionIds }: Outcome): OptionFacts[] {
  return options.map(({ option }) => option).filter(({ id }) => optionIds.includes(id));
}

/** `Above about 2,400 starts an hour (40 a minute): there is no recommendation; above about 2,700: take a container.` */
export function flipSentence(flip: Flip, facts: Pick<DecisionFacts, 'options'>): string {
  const first = `${capitalize(conditionWords(flip))}: ${outcomeWords(flip.outcome, facts)}`;
  if (flip.further === null) return first;
  const { value, outcome } = flip.further;
  return `${first}; ${uncapitalized(conditionWords({ ...flip, value }))}: ${outcomeWords(outcome, facts)}`;
}

/** Those after which nothing is known are told together, one sentence for each kind of not knowing. */
export function flipSentences(flips: readonly Flip[], facts: Pick<DecisionFacts, 'options'>): string[] {
  const isOpen = ({ outcome, further }: Flip) => outcome.kind === 'undecided' && further === null;
  const open = flips.filter(isOpen);
  const words = [...new Set(open.map(({ outcome }) => openWords(outcome)))];
  const together = words.map((one) => {
    const conditions = open.filter(({ outcome }) => openWords(outcome) === one).map(conditionWords);
    return `${capitalize(one)}, ${conditions.length > 1 ? `${conditions.slice(0, -1).join(', ')}, or ` : ''}${conditions.at(-1)}`;
  });
  return [...flips.filter((flip) => !isOpen(flip)).map((flip) => flipSentence(flip, facts)), ...together];
}

type Numbers = Exclude<Flip['member'], keyof typeof CHOICES>;

const NUMBERS: Readonly<Record<Numbers, (value: number, isAbove: boolean) => string>> = {
  maxStartSeconds: (value, isAbove) =>
    isAbove
      ? `where a start may take longer than about ${formatAlone('second', value)}`
      : `where the program must run in less than about ${formatAlone('second', value)}`,
  startsPerHour: (value, isAbove) =>
    `${isAbove ? 'above' : 'below'} about ${formatTurn(value)} starts an hour (${formatTurn(value / 60)} a minute)`,
  instancesPerHost: (value, isAbove) =>
    isAbove && value <= REQUIREMENT_LIMITS.instancesPerHost.min
      ? 'where several instances must fit on one host'
      : isAbove
        ? `above ${formatTurn(Math.floor(value))} instances on one host`
        : `at ${formatTurn(Math.floor(value))} instances on one host or fewer`,
  memoryPerInstanceMiB: (value, isAbove) =>
    `${isAbove ? 'above' : 'below'} about ${formatAlone('byte', value * 2 ** 20)} for each instance’s program`,
  minMemoryReturnedPercent: (value, isAbove) =>
    isAbove && value <= REQUIREMENT_LIMITS.minMemoryReturnedPercent.min
      ? 'where memory must be handed back after a peak'
      : isAbove
        ? `where more than ${formatTurn(value)} % of a peak must come back`
        : `where no more than ${formatTurn(value)} % of a peak must come back`,
  hostMemoryGiB: (value, isAbove) =>
    `on a host with ${isAbove ? 'more' : 'less'} than about ${formatAlone('byte', value * 2 ** 30)}`,
  hostCpus: (value, isAbove) =>
    isAbove
      ? `on a host with more than ${formatTurn(Math.floor(value))} CPUs`
      : `on a host with fewer than ${formatTurn(Math.ceil(value))} CPUs`,
  hostPricePerMonth: () => 'at another price',
  busyHoursPerDay: () => 'with another load',
  quietLoadPercent: () => 'with another load',
};

const CHOICES: Readonly<Record<'untrustedCode' | 'operatingSystem' | 'privilegedWork', Readonly<Record<string, string>>>> = {
  untrustedCode: { true: 'where the code is untrusted', false: 'where all code is trusted' },
  operatingSystem: {
    any: 'where the host’s kernel will do',
    'other-distribution': 'where another distribution is needed',
    'other-kernel': 'where another kernel is needed',
  },
  privilegedWork: {
    none: 'where nothing privileged is done',
    needed: 'where privileged work is needed',
    'risk-accepted': 'where privileged work may be done at the host’s risk',
  },
};

function conditionWords({ member, value, direction }: Pick<Flip, 'member' | 'value' | 'direction'>): string {
  if (member === 'untrustedCode' || member === 'operatingSystem' || member === 'privilegedWork') {
    return CHOICES[member][String(value)] ?? '';
  }
  return NUMBERS[member](Number(value), direction === 'above');
}
