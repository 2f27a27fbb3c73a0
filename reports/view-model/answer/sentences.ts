/** What comparisons show, as clauses of a sentence: the title and the findings are made of them. */
import type { Comparison, MetricDefinition } from '../../../bench/contract/document.js';
import { type Context, findEnvironment } from '../context.js';
import { formatChangeSize } from '../estimates.js';
import { countSeen } from '../pairs.js';
import { capitalize, formatCount, printable, shorten } from '../text.js';
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
  const clauses = judged.map((said, index) => joinClause(context, said, judged[index - 1], place));
  return clauses.length === 0 ? '' : `${capitalize(clauses.join('; '))}.`;
}

/** What the clause before has said already is left out. */
function joinClause(context: Context, said: Said, before: Said | undefined, place: string): string {
  const candidate = nameInSentence(context, said.comparison.candidate.environmentId);
  const write = writeClause(context, said);
  if (before === undefined) return write(candidate, place);
  if (said.view.kind === 'shown' && before.view.kind === 'shown') return `${candidate} ${formatShown(said)}`;
  if (isSided(said) && isSided(before)) return `${candidate} ${formatSided(said)}`;
  return writeClause(context, before)(candidate, '') === write(candidate, '')
    ? `the same goes for ${candidate}`
    : write(candidate, '');
}

interface Said {
  readonly metric: MetricDefinition;
  readonly phrase: Phrase;
  readonly comparison: Comparison;
  readonly view: VerdictView;
}

/** Of all others nothing can be said. */
const JUDGED: readonly string[] = ['shown', 'same', 'few', 'open'];

type WriteClause = (candidate: string, place: string) => string;

function writeClause(context: Context, said: Said): WriteClause {
  const { phrase, comparison, view } = said;
  const baseline = nameInSentence(context, comparison.baseline.environmentId);
  if (view.kind === 'shown')
    return (candidate, place) => `${candidate} ${phrase.verb} ${formatShown(said)} than ${baseline}${place}`;
  if (view.kind === 'few') return writeFew(context, said, baseline);
  if (isSided(said)) return (candidate, place) => `${candidate} ${phrase.verb} ${formatSided(said)} than ${baseline}${place}`;
  const finding = view.kind === 'same' ? `${view.words} in ${phrase.noun}` : `no difference in ${phrase.noun} was shown`;
  return (candidate, place) => `${finding} between ${candidate} and ${baseline}${place}`;
}

/** `a container starts later than a plain process in 3 of 3 pairs, too few to be sure`. */
function writeFew(context: Context, said: Said, baseline: string): WriteClause {
  const { phrase, comparison, metric } = said;
  const pairs = formatCount(comparison.n, 'pair');
  const seen = countSeen(judge(context, comparison, metric));
  if (seen?.isUnanimous === true && comparison.n > 1)
    return (candidate, place) =>
      `${candidate} ${phrase.verb} ${nameWay(said)} than ${baseline}${place} in ${seen.agreeing} of ${pairs}, too few to be sure`;
  const are = comparison.n === 1 ? 'is' : 'are';
  return (candidate, place) => `${pairs} ${are} too few to tell ${candidate} from ${baseline} in ${phrase.noun}${place}`;
}

/** `later`. */
function nameWay({ phrase, comparison: { difference, ratio } }: Said): string {
  return (difference?.estimate ?? (ratio?.estimate ?? 1) - 1) < 0 ? phrase.less : phrase.more;
}

/** Whether all of the interval lies on one side of nothing, though the family of comparisons does not count the difference as shown. */
function isSided({ view, comparison: { difference, verdict } }: Said): boolean {
  const isUnshown = verdict.status === 'inconclusive' && view.kind !== 'few';
  return isUnshown && difference?.low !== undefined && difference.high !== undefined && difference.low * difference.high > 0;
}

/** `about 1.6 ms later`. */
function formatSided(said: Said): string {
  return `about ${formatShown(said)}`;
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
