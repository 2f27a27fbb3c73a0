/** Numbers to text: one scale for all values that are read together, at least three significant digits, decimals in line. */
import type { Unit } from '../../bench/contract/document.js';

/** Shown value = value in base units ÷ factor. */
export interface Scale {
  readonly factor: number;
  readonly unit: string;
}

const LADDERS: Readonly<Record<Unit, readonly Scale[]>> = {
  second: ladder('', [1e-9, 'ns'], [1e-6, 'µs'], [1e-3, 'ms'], [1, 's']),
  byte: ladder('', [1, 'B'], [2 ** 10, 'KiB'], [2 ** 20, 'MiB'], [2 ** 30, 'GiB'], [2 ** 40, 'TiB']),
  'operation-per-second': ladder('', [1, 'ops/s'], [1e3, 'k ops/s'], [1e6, 'M ops/s']),
  'second-per-operation': ladder('/op', [1e-9, 'ns'], [1e-6, 'µs'], [1e-3, 'ms'], [1, 's']),
  ratio: ladder('', [0.01, '%']),
  count: ladder('', [1, '']),
};

const SIGNIFICANT_DIGITS = 3;
const MAX_DECIMALS = 9;
/** The coarsest unit is taken in which the largest value is at least 1 and the smallest no less than a tenth … */
const MIN_SHOWN = 0.1;
/** … unless the largest would then need more digits than can be compared at a glance. */
const MAX_SHOWN = 100_000;
const FIGURE_SPACE = '\u2007';
const PUNCTUATION_SPACE = '\u2008';

function ladder(suffix: string, ...steps: readonly [number, string][]): readonly Scale[] {
  return steps.map(([factor, unit]) => ({ factor, unit: unit + suffix }));
}

/** The one scale in which all of these values (base units) can be read side by side. */
export function pickScale(unit: Unit, values: readonly number[]): Scale {
  let [smallest, largest] = [Number.POSITIVE_INFINITY, 0];
  for (let place = 0; place < values.length; place += 1) {
    const size = Math.abs(values[place] ?? 0);
    if (size > 0 && size < smallest) smallest = size;
    if (size > largest) largest = size;
  }
  const steps = LADDERS[unit];
  const readable = steps.findLastIndex(({ factor }) => largest >= factor && smallest >= factor * MIN_SHOWN);
  const rising = steps.slice(Math.max(readable, 0));
  return rising.find(({ factor }) => largest / factor < MAX_SHOWN) ?? rising.at(-1) ?? { factor: 1, unit: '' };
}

/** At least three significant digits, thousands grouped: `0.0123`, `1.92`, `−19.2`, `1,934`. What nine decimals cannot show is `0`. */
export function formatNumber(value: number, digits = SIGNIFICANT_DIGITS): string {
  if (Math.abs(value) < MIN_NUMBER) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(Math.max(digits - 1 - magnitude, 0), MAX_DECIMALS);
  const text =
    magnitude < GROUPED_MAGNITUDE && !isNearTie(value, decimals) ? value.toFixed(decimals) : formatterFor(decimals).format(value);
  return value < 0 ? text.replace('-', '−') : text;
}

const MIN_NUMBER = 0.5 * 10 ** -MAX_DECIMALS;

/** From here on thousands are grouped. */
const GROUPED_MAGNITUDE = 2;
const TIE_WIDTH = 1e-6;

/**
 * Whether what is cut off is about half a digit: an Intl.NumberFormat then rounds the shortest decimal number, toFixed the binary one. Anywhere else
 * they say the same, and toFixed takes a third of the time, of which the page of a long history takes sixty thousand.
 */
function isNearTie(value: number, decimals: number): boolean {
  const scaled = Math.abs(value) * 10 ** decimals;
  return Math.abs(scaled - Math.floor(scaled) - 0.5) < TIE_WIDTH;
}

/** By decimals: to make one takes longer than to write a thousand numbers with it. */
const FORMATTERS = new Map<number, Intl.NumberFormat>();

function formatterFor(decimals: number): Intl.NumberFormat {
  const known = FORMATTERS.get(decimals);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  FORMATTERS.set(decimals, made);
  return made;
}

/** To so many decimals, or to tens and hundreds where they are negative: `2.7`, `1,250`. */
export function formatToDecimals(value: number, decimals: number): string {
  const most = Math.min(decimals, MAX_DECIMALS);
  const step = 10 ** Math.max(-most, 0);
  const text = formatterFor(Math.max(most, 0)).format(most < 0 ? Math.round(value / step) * step : value);
  return text.replace('-', '−');
}

export function formatIn(scale: Scale, value: number): string {
  return formatNumber(value / scale.factor);
}

/** With its unit, a no-break space between. */
export function formatQuantity(scale: Scale, value: number): string {
  return withUnit(formatIn(scale, value), scale);
}

export function withUnit(text: string, scale: Scale): string {
  return scale.unit === '' ? text : `${text}\u00a0${scale.unit}`;
}

/** `1.90–1.99`, without a unit. */
export function formatRange(scale: Scale, low: number, high: number): string {
  return `${formatIn(scale, low)}–${formatIn(scale, high)}`;
}

/** A single amount whose scale nobody else shares. */
export function formatAlone(unit: Unit, value: number): string {
  return formatQuantity(pickScale(unit, [value]), value);
}

/** A number that advice names, as people say it: `17`, `about 3,800`. */
export function formatAbout(count: number): string {
  if (count < ROUNDED_FROM) return `${Math.round(count)}`;
  return `about ${formatToDecimals(count, 1 - Math.floor(Math.log10(count)))}`;
}

const ROUNDED_FROM = 100;

/** Candidate ÷ baseline: `2.77×`. */
export function formatRatio(ratio: number): string {
  return `${formatNumber(ratio)}×`;
}

/** Intervals in brackets are left as they are. Pads numbers with spaces as wide as digits, so that right-aligned in tabular figures their decimal points line up. */
export function alignDecimals(texts: readonly string[]): string[] {
  const decimals = texts.map((text) => text.split('.')[1]?.replace(/\D.*$/, '').length ?? 0);
  const most = Math.max(0, ...decimals);
  return texts.map((text, index) => {
    const own = decimals[index] ?? 0;
    if (!/\d/.test(text) || text.startsWith('[') || own === most) return text;
    return text + (own === 0 ? PUNCTUATION_SPACE : '') + FIGURE_SPACE.repeat(most - own);
  });
}
