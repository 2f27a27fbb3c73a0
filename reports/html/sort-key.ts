/** What a shown text is sorted by: an amount in base units, or the text itself. Missing values come last in either order. */

const FACTORS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  k: 1e3,
  M: 1e6,
};

/** Sign, digits with grouped thousands, exponent, then the unit up to what it is per. */
const AMOUNT = /^(?:±|\+)?([−-]?[\d,]+(?:\.\d+)?(?:e[+-]?\d+)?)(?:\s*([A-Za-zµ]+))?/;
/** Figure and punctuation space, by which columns are aligned; the no-break space stands before units. */
const SPACES = /[\u2007\u2008\u00a0]/g;

/** Undefined where a text is no amount. */
export function readAmount(text: string): number | undefined {
  const [, digits = '', unit = ''] = AMOUNT.exec(text.replace(SPACES, ' ').trim()) ?? [];
  const value = Number(digits.replaceAll(',', '').replace('−', '-'));
  return digits === '' || Number.isNaN(value) ? undefined : value * (FACTORS[unit] ?? 1);
}

export type Order = 'ascending' | 'descending';

/** The rows' places in the new order; equal ones keep theirs. Amounts where most texts are amounts. */
export function sortPlaces(texts: readonly string[], order: Order): number[] {
  const amounts = texts.map(readAmount);
  const present = texts.filter((text) => !isMissing(text)).length;
  const isNumeric = amounts.filter((amount) => amount !== undefined).length * 2 > present;
  const turn = order === 'ascending' ? 1 : -1;
  return texts
    .map((text, place) => ({ text, place, amount: amounts[place] }))
    .toSorted((a, b) => {
      const [isLost, isOtherLost] = [a, b].map(({ text, amount }) => (isNumeric ? amount === undefined : isMissing(text)));
      if (isLost !== isOtherLost) return isLost ? 1 : -1;
      const difference = isNumeric ? (a.amount ?? 0) - (b.amount ?? 0) : a.text.localeCompare(b.text, 'en', { numeric: true });
      return difference * turn;
    })
    .map(({ place }) => place);
}

function isMissing(text: string): boolean {
  return text.trim() === '' || text.trim() === '–';
}
