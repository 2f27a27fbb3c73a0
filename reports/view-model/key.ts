/** What the lines and bars of charts mean, in the words that every chart shares. */
import type { Summary } from '../../bench/contract/document.js';
import type { Spread } from './chart.js';
import type { KeyEntry } from './model.js';

const ENTRIES = {
  interval: { glyph: 'interval', text: 'interval of the median' },
  ratio: { glyph: 'interval', text: 'interval of the ratio' },
  error: { glyph: 'interval', text: 'interval of the error' },
  band: { glyph: 'band', text: 'interval of the median' },
  range: { glyph: 'range', text: 'range of all values: too few for an interval' },
  quantiles: { glyph: 'quantiles', text: 'all values, nine tenths of them, the middle half' },
  excluded: { glyph: 'excluded', text: 'contaminated, excluded' },
  contaminated: { glyph: 'excluded', text: 'contaminated block' },
  extrapolated: { glyph: 'extrapolated', text: 'beyond what was measured' },
  uncertainty: { glyph: 'uncertainty', text: 'interval of the slope' },
} as const satisfies Readonly<Record<string, KeyEntry>>;

export type KeyName = keyof typeof ENTRIES;

/** In the order given, each once. */
export function makeKey(names: readonly KeyName[]): KeyEntry[] {
  return [...new Set(names)].map((name) => ENTRIES[name]);
}

/** Names of the spreads that are drawn; `interval` is what an interval is called in this chart. */
export function spreadNames(
  marks: readonly { readonly low: number | null; readonly spread: Spread }[],
  interval: KeyName,
): KeyName[] {
  const drawn = marks.filter(({ low }) => low !== null);
  const has = (spread: Spread) => drawn.some((one) => one.spread === spread);
  return [...(has('interval') ? [interval] : []), ...(has('range') ? (['range'] as const) : [])];
}

export function spreadOf({ interval }: Summary): Spread {
  return interval === undefined ? 'range' : 'interval';
}
