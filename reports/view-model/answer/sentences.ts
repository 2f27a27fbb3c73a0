/** What comparisons show, as clauses of a sentence: the title and the findings are made of them. */
import type { Comparison, MetricDefinition } from '../../../bench/contract/document.js';
import { type Context, findEnvironment } from '../context.js';
import { formatChangeSize } from '../estimates.js';
import { countSeen } from '../pairs.js';
import { formatCount, printable, shorten } from '../text.js';
import { judge, viewVerdict } from './differences.js';
import type { VerdictView } from './model.js';

/** How a metric is spoken of. */
export interface Phrase {
  /** `start-up`, as in “no difference in start-up”. */
  readonly noun: string;
  /** `starts`, as in “a container starts 3 ms later”. */
  readonly verb: string;
  readonly more: string;
  readonly less: string;
}

const NOUNS = { bare: 'plain process', container: 'container', vm: 'virtual machine' } as const;

/** `a container`, `a KVM virtual machine`, `a virtual machine (vm-full)`. */
export function nameInSentence(context: Context, id: string): string {
  const environment = context.document.environments.find((one) => one.id === id);
  if (environment === undefined) return shorten(printable(id), 24);
  const suffix = / \(.*\)$/s.exec(findEnvironment(context, id)?.name ?? '')?.[0] ?? '';
  const prefix = environment.vm?.accelerator === 'kvm' ? 'KVM ' : environment.container?.rootless === true ? 'rootless ' : '';
  return `a ${prefix}${NOUNS[environment.kind]}${suffix}`;
}

/** One sentence about all of these comparisons, which have the same baseline; empty without any that may be judged. `place` is said once. */
export function formatFindings(
  context: Context,
  { metric, phrase, place = '' }: { readonly metric: MetricDefinition; readonly phrase: Phrase; readonly place?: string },
  comparisons: readonly Comparison[],
): string {
  const judged = comparisons
    .map((comparison) => ({ metric, phrase, comparison, view: viewVerdict(context, comparison, metric) }))
    .filter(({ view }) => JUDGED.includes(view.kind));
  const clauses = judged.map((said, index) => {
    const isContinued = said.view.kind === 'shown' && judged[index - 1]?.view.kind === 'shown';
    return formatClause(context, said, isContinued, index === 0 ? place : '');
  });
  return clauses.length === 0 ? '' : `${capitalise(clauses.join('; '))}.`;
}

interface Said {
  readonly metric: MetricDefinition;
  readonly phrase: Phrase;
  readonly comparison: Comparison;
  readonly view: VerdictView;
}

/** Of all others nothing can be said. */
const JUDGED: readonly string[] = ['shown', 'same', 'few', 'open'];

/** Continued: verb and baseline were named by the clause before. */
function formatClause(context: Context, said: Said, isContinued: boolean, place: string): string {
  const { phrase, comparison, view } = said;
  const candidate = nameInSentence(context, comparison.candidate.environmentId);
  const baseline = nameInSentence(context, comparison.baseline.environmentId);
  if (view.kind === 'shown') {
    const change = formatShown(said);
    return isContinued ? `${candidate} ${change}` : `${candidate} ${phrase.verb} ${change} than ${baseline}${place}`;
  }
  if (view.kind === 'same') return `${view.words} in ${phrase.noun} between ${candidate} and ${baseline}${place}`;
  if (view.kind === 'few') return formatFew(context, said, { candidate, baseline: `${baseline}${place}` });
  return `no difference in ${phrase.noun} was shown between ${candidate} and ${baseline}${place}`;
}

/** `a container starts later than a plain process in 3 of 3 pairs, too few to be sure`. */
function formatFew(
  context: Context,
  said: Said,
  { candidate, baseline }: Readonly<Record<'candidate' | 'baseline', string>>,
): string {
  const { n } = said.comparison;
  const seen = countSeen(judge(context, said.comparison, said.metric));
  if (seen?.isUnanimous === true && n > 1)
    return `${candidate} ${said.phrase.verb} ${nameWay(said)} than ${baseline} in ${seen.agreeing} of ${formatCount(n, 'pair')}, too few to be sure`;
  const pairs = `${formatCount(n, 'pair')} ${n === 1 ? 'is' : 'are'} too few`;
  return `${pairs} to tell ${candidate} from ${baseline} in ${said.phrase.noun}`;
}

/** `later`. */
function nameWay({ phrase, comparison: { difference, ratio } }: Said): string {
  return (difference?.estimate ?? (ratio?.estimate ?? 1) - 1) < 0 ? phrase.less : phrase.more;
}

/** `2.7 ms later`. */
function formatShown(said: Said): string {
  const {
    metric,
    comparison: { difference },
  } = said;
  const way = nameWay(said);
  return difference === undefined ? way : `${formatChangeSize(metric.unit, difference)} ${way}`;
}

export function capitalise(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
