/** What requirements come to, for a terminal. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import type { Requirements } from '../../bench/contract/requirements.js';
import { collectFacts } from '../decision/facts.js';
import { type CheckView, type OptionView, type RecommendationView, viewRecommendation } from '../decision/view.js';
import type { ScreenOptions } from '../reporter.js';
import { wrapped } from './layout.js';
import { colored, type Paint, plain, type Style } from './paint.js';
import { ordinarySpaces } from './spaces.js';

/** Ends with a newline. */
export function renderRecommendation(
  document: ResultsDocument,
  requirements: Requirements,
  { width, isColored }: Omit<ScreenOptions, 'isUnicode'>,
): string {
  const view = viewRecommendation(collectFacts(document), requirements);
  const paint = isColored ? colored : plain;
  const line = (text: string, indent = '  ') => wrapped(ordinarySpaces(text), width, indent);
  const heading = requirements.title === undefined ? '' : `${requirements.title}: `;
  const blocks = [
    [line(paint('bold', `${heading}${view.title}.`)), ...view.reasons.map((one) => line(`  ${one}.`, '  '))],
    ...view.options.map((option) => formatOption(option, line, paint)),
    titled('What would change this', view.flips, line, paint),
    titled('What to measure', listMissing(view), line, paint),
    view.assumptions.map((one) => line(paint('dim', `${one}.`))),
  ];
  return `${blocks
    .filter(({ length }) => length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

type Line = (text: string, indent?: string) => string;

const STYLES: Readonly<Record<CheckView['status'] | 'fits', Style>> = {
  met: 'green',
  fits: 'green',
  'ruled-out': 'red',
  undecided: 'yellow',
  unmeasured: 'yellow',
  emulated: 'yellow',
};

function formatOption({ name, status, word, instances, cost, checks }: OptionView, line: Line, paint: Paint): string[] {
  const costs = cost === '' ? '' : `; cost of one: ${cost}`;
  return [
    line(`${paint('bold', name)}: ${paint(STYLES[status], word)}`),
    line(`  Instances on this host: ${instances}${costs}`, '    '),
    ...checks.map((check) =>
      line(
        `  ${check.title} (${check.asked}): ${paint(STYLES[check.status], check.word)}${check.because === '' ? '' : `, ${check.because}`}`,
        '    ',
      ),
    ),
  ];
}

function titled(title: string, sentences: readonly string[], line: Line, paint: Paint): string[] {
  return sentences.length === 0 ? [] : [paint('bold', title), ...sentences.map((one) => line(`  ${one}`, '    '))];
}

function listMissing({ missing }: RecommendationView): string[] {
  return missing.map(({ what, command }) => `${what}: ${command}`);
}
