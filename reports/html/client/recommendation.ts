/** A recommendation as elements: the same as template/recommendation.hbs. Text from the document is set as text. */
import type { OptionView, RecommendationView } from '../../decision/view.js';

export function buildRecommendation(view: RecommendationView): HTMLElement {
  return make('div', `recommendation ${view.kind}`, [
    make('p', 'recommendation-title', [`${view.title}.`]),
    ...list('recommendation-reasons', view.reasons),
    make('div', 'options', view.options.map(buildOption)),
    ...headed('What would change this', 'flips', view.flips),
    ...buildMissing(view),
    make('p', 'muted', [view.assumptions.map((one) => `${one}. `).join('')]),
  ]);
}

type Child = Node | string;

function make(tag: string, className: string, children: readonly Child[]): HTMLElement {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

function list(className: string, sentences: readonly string[]): HTMLElement[] {
  if (sentences.length === 0) return [];
  return [
    make(
      'ul',
      className,
      sentences.map((one) => make('li', '', [`${one}.`])),
    ),
  ];
}

function headed(heading: string, className: string, sentences: readonly string[]): HTMLElement[] {
  return sentences.length === 0 ? [] : [make('p', 'recommendation-heading', [heading]), ...list(className, sentences)];
}

function buildOption({ isChosen, slot, name, status, word, instances, cost, checks, consequences }: OptionView): HTMLElement {
  const facts = [
    pair('Instances on this host', [instances]),
    ...(cost === '' ? [] : [pair('Cost of one', [cost])]),
    ...checks.map((check) =>
      pair(`${check.title}: ${check.asked}`, [make('span', `check-word ${check.status}`, [check.word]), ` ${check.because}`]),
    ),
  ];
  const remarks = consequences.map(({ isGood, text }) => make('li', isGood ? 'good' : 'bad', [text]));
  return make('div', isChosen ? 'option chosen' : 'option', [
    make('p', 'option-name', [make('span', `marker slot-${slot}`, []), `${name} `, make('span', `check-word ${status}`, [word])]),
    make('dl', '', facts),
    make('details', '', [make('summary', '', ['What else comes with it']), make('ul', 'consequences', remarks)]),
  ]);
}

function pair(term: string, words: readonly Child[]): HTMLElement {
  return make('div', '', [make('dt', '', [term]), make('dd', '', words)]);
}

function buildMissing({ missing }: RecommendationView): HTMLElement[] {
  if (missing.length === 0) return [];
  const items = missing.map(({ what, command }) => make('li', '', [`${what}: `, make('code', '', [command])]));
  return [make('p', 'recommendation-heading', ['What to measure']), make('ul', 'to-measure', items)];
}
