/** Points and their spreads: one shape and one colour per environment; an interval never looks like a range. */
import type { Spread } from '../view-model/chart.js';
import { type Attributes, element } from './markup.js';

/** As many shapes as there are slots; the page holds them, see marks.hbs. */
const SHAPES = 8;

interface Mark {
  readonly slot: number;
  /** `45.3%`. */
  readonly x: string;
  readonly y: number;
  /** Drawn as an outline: it counts in no figure. */
  readonly isOutlined?: boolean;
  readonly isSmall?: boolean;
}

export function mark({ slot, x, y, isOutlined = false, isSmall = false }: Mark): string {
  const shape = `#${isSmall ? 's' : 'm'}${slot % SHAPES}`;
  return element('use', { class: isOutlined ? 'excluded' : undefined, href: shape, x, y });
}

/** A value beyond the axis, at its end. */
export function arrow(isAtStart: boolean, y: number): string {
  return element('use', { class: 'excluded', href: isAtStart ? '#before' : '#beyond', x: isAtStart ? '0%' : '100%', y });
}

/** Nothing where it would be hidden by its mark. An interval is a bar with caps; a range, which is no more than the values that there are, is a thin line without. */
export function whisker(spread: Spread, from: string, to: string, y: number): string[] {
  if (from === to) return [];
  if (spread === 'range') return [line({ class: 'range', x1: from, x2: to, y1: y, y2: y })];
  return [
    line({ class: 'interval', x1: from, x2: to, y1: y, y2: y }),
    ...[from, to].map((x) => line({ class: 'cap', x1: x, x2: x, y1: y - 4, y2: y + 4 })),
  ];
}

export function line(attributes: Attributes): string {
  return element('line', attributes);
}
