/** A recommendation as it is shown: every text written. The page's script shows the same as the page without it, the terminal and the record. */
import type { Requirements } from '../../bench/contract/requirements.js';
import { formatNumber } from '../view-model/quantity.js';
import { capitalize, joinWithAnd } from '../view-model/text.js';
import { computeCost, HOST_RESERVE } from './capacity.js';
import { type Consequence, listConsequences, loadShare } from './consequences.js';
import { decide } from './decide.js';
import type { DecisionFacts } from './facts-model.js';
import { formatBetween, formatChosen, formatFactor, formatShare, uncapitalized, withArticle } from './figure-words.js';
import { flipSentences, outcomeTitle } from './outcome-words.js';
import type { Check, JudgedOption, OutcomeKind, Recommendation } from './recommendation.js';
import type { CheckStatus } from './rules/rule.js';
import { MAX_STARTING_SHARE } from './rules/start-rate.js';
import { BASICS_ID } from './verdict.js';

export interface CheckView {
  readonly title: string;
  readonly asked: string;
  readonly status: CheckStatus;
  readonly word: string;
  readonly because: string;
}

export interface OptionView {
  readonly id: string;
  readonly name: string;
  readonly slot: number;
  readonly status: JudgedOption['status'];
  readonly word: string;
  readonly isChosen: boolean;
  /** `160 to 171`, or why there is none. */
  readonly instances: string;
  /** Empty without a price. */
  readonly cost: string;
  readonly checks: readonly CheckView[];
  readonly consequences: readonly Consequence[];
}

export interface RecommendationView {
  readonly kind: OutcomeKind;
  readonly title: string;
  readonly reasons: readonly string[];
  readonly options: readonly OptionView[];
  readonly flips: readonly string[];
  /** What to measure, each command once. */
  readonly missing: readonly { readonly what: string; readonly command: string }[];
  readonly assumptions: readonly string[];
}

/** Of less, an hour's cost says nothing. */
const MIN_LOAD_SHARE = 0.001;
/** Of a year, divided by twelve. */
const HOURS_PER_MONTH = 730;
/** So that the figure has no row of zeros. */
const COSTED_HOURS = 1000;

const CHECK_WORDS: Readonly<Record<CheckStatus, string>> = {
  met: 'met',
  'ruled-out': 'ruled out',
  undecided: 'not decided',
  unmeasured: 'not measured',
  emulated: 'emulated, not judged',
};

export function viewRecommendation(facts: DecisionFacts, wanted: Requirements): RecommendationView {
  const recommendation = decide(facts, wanted);
  const options = recommendation.options.map((judged) => viewOption(judged, recommendation, facts, wanted));
  const isAsked = recommendation.options.some(({ checks }) => checks.some(({ ruleId }) => ruleId !== BASICS_ID));
  return {
    kind: isAsked ? recommendation.outcome.kind : 'undecided',
    title: isAsked ? outcomeTitle(recommendation) : NOTHING_ASKED,
    reasons: listReasons(recommendation),
    options: isAsked ? options : options.map(withoutChoice),
    flips: flipSentences(recommendation.flips, facts),
    missing: listMissing(recommendation),
    assumptions: listAssumptions(facts, wanted),
  };
}

const NOTHING_ASKED = 'No requirement is given, so nothing is decided';

/** What meets no requirement but that it was measured, is not to be taken for it. */
function withoutChoice(option: OptionView): OptionView {
  return { ...option, isChosen: false, word: option.status === 'fits' ? 'measured' : option.word };
}

/** What each requirement rules out, then why one that fits is preferred to another. */
function listReasons({ options, preferences }: Recommendation): string[] {
  const ruledOut = options.flatMap(({ option, checks }) =>
    checks
      .filter(({ status }) => status === 'ruled-out')
      .map(({ title, because }) => `${title} rules out ${withArticle(option)}: ${because}`),
  );
  return [...ruledOut, ...preferences].map(capitalize);
}

function viewOption(judged: JudgedOption, { outcome }: Recommendation, facts: DecisionFacts, wanted: Requirements): OptionView {
  const { option, status, checks } = judged;
  const { name, slot, id } = option;
  return {
    ...{ id, name, slot, status },
    word: status === 'fits' ? 'meets all' : CHECK_WORDS[status],
    isChosen: outcome.optionIds[0] === id,
    instances: instancesWords(judged),
    cost: costWords(judged, facts, wanted),
    checks: checks.map(viewCheck),
    consequences: listConsequences({ option, wanted, host: facts.host }),
  };
}

function viewCheck({ title, asked, status, because }: Check): CheckView {
  return { title, asked, status, word: CHECK_WORDS[status], because };
}

function instancesWords({ option, capacity }: JudgedOption): string {
  if (capacity === null) return option.isEmulated ? CHECK_WORDS.emulated : CHECK_WORDS.unmeasured;
  const count = formatBetween(capacity.low, capacity.high, formatChosen);
  return capacity.basis === 'at-rest' ? `${count}, an upper bound: only memory at rest was measured` : count;
}

function costWords({ option, capacity }: JudgedOption, { host }: DecisionFacts, wanted: Requirements): string {
  if (wanted.hostPricePerMonth === undefined) return '';
  const cost = capacity === null ? null : computeCost({ option, wanted, host }, capacity);
  if (cost === null) return option.isEmulated ? CHECK_WORDS.emulated : CHECK_WORDS.unmeasured;
  const month = `${formatBetween(cost.low, cost.high, formatNumber)} a month`;
  const share = loadShare(wanted);
  if (share >= 1 || share < MIN_LOAD_SHARE) return month;
  const hours = (HOURS_PER_MONTH * share) / COSTED_HOURS;
  return `${month}, ${formatBetween(cost.low / hours, cost.high / hours, formatNumber)} for ${formatChosen(COSTED_HOURS)} hours in use`;
}

/** Of what is not ruled out: what is missing for each command. */
function listMissing({ options }: Recommendation): { what: string; command: string }[] {
  const found = options
    .filter(({ status }) => status !== 'ruled-out')
    .flatMap(({ option, checks }) => checks.filter(({ command }) => command !== '').map((check) => ({ option, check })));
  return [...new Set(found.map(({ check }) => check.command))].map((command) => {
    const own = found.filter(({ check }) => check.command === command);
    const names = [...new Set(own.map(({ option }) => option.name))];
    const of = (name: string) => own.flatMap(({ option, check }) => (option.name === name ? [uncapitalized(check.title)] : []));
    const isEmulated = own.some(({ check }) => check.status === 'emulated');
    const each = names.map((name) => (isEmulated ? name : `${name}: ${joinWithAnd(of(name))}`));
    return { what: `${each.join('; ')}${isEmulated ? ON_REAL_HARDWARE : ''}`, command };
  });
}

const ON_REAL_HARDWARE = ', on a host with KVM (twinbench doctor says what this one lacks)';

/** Only those that this decision stands on. */
function listAssumptions({ host, options }: DecisionFacts, wanted: Requirements): string[] {
  const { startsPerHour, instancesPerHost, hostPricePerMonth } = wanted;
  const load = loadShare(wanted);
  const usesMemory = instancesPerHost !== undefined || hostPricePerMonth !== undefined;
  return [
    'A requirement between the limits of a figure decides nothing; without an interval, one within a factor of two of any value seen decides nothing either',
    ...(host.isVirtual && options.some(({ kind, isEmulated, tookPart }) => kind === 'vm' && tookPart && !isEmulated)
      ? ['The measured host is itself a virtual machine: its guests ran nested, and are faster on hardware']
      : []),
    ...(startsPerHour === undefined
      ? []
      : [
          `Starts may take ${formatShare(MAX_STARTING_SHARE)} of the host’s CPU time, each keeping one CPU busy until its program runs`,
        ]),
    ...(load >= 1 ? [] : [`The load needs ${formatFactor(load * 100)}\u00a0% of the instance-hours of a day`]),
    ...(usesMemory
      ? [`${formatShare(HOST_RESERVE)} of the host’s memory stays free; each further instance costs as much as those measured`]
      : []),
  ];
}
