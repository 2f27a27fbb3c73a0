import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLE_HISTORY_ENTRY } from '../contract/fixtures/minimal-records.js';
import { FormatError } from '../contract/format-error.js';
import type { HistoryEntry, HistorySeries } from '../contract/history.js';
import { type HistoryRow, makeHistoryRow } from '../contract/history-row.js';
import { entryText } from './entry-text.js';
import { readEntry } from './read-entry.js';
import { RowReader } from './row-reader.js';

/** What a reader that knows no other entry makes of it: the facts, or that it refuses. */
function readFacts(read: () => HistoryRow): unknown {
  try {
    const { shape, ...own } = read();
    const { host, environments, workloads, series } = shape;
    const kinds = series.map(({ metricId, environmentId, workloadId, unit, direction }) => ({
      ...{ metricId, environmentId, workloadId, unit, direction },
    }));
    return { ...own, host, environments, workloads, kinds };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return 'refused';
  }
}

const [sampleSeries] = SAMPLE_HISTORY_ENTRY.series;

function seriesWith(facts: Partial<HistorySeries>): HistorySeries {
  if (sampleSeries === undefined) throw new Error('the sample has no series');
  return { ...sampleSeries, ...facts };
}

const figures = fc.record(
  {
    median: fc.double({ noNaN: true, noDefaultInfinity: true }),
    n: fc.integer({ min: 1 }),
    interval: fc.record({ level: fc.constant(0.95), low: fc.double({ min: -1, max: 0, noNaN: true }), high: fc.integer() }),
    standardDeviation: fc.double({ min: 0, max: 1e300, noNaN: true }),
    contaminated: fc.boolean(),
  },
  { requiredKeys: ['median', 'n'] },
);
const entry = fc
  .record({
    runId: fc.string(),
    revision: fc.string(),
    all: fc.array(figures, { minLength: 1, maxLength: 3 }),
    title: fc.constantFrom('a', '"n":1'),
  })
  .map(({ runId, revision, all, title }): HistoryEntry => {
    const series = all.map((own, place) => seriesWith({ interval: undefined, ...own, metricId: `metric-${place}`, title }));
    return { ...SAMPLE_HISTORY_ENTRY, runId, revision, series };
  });

describe('rows of entries that follow one another', () => {
  it('say what each entry says by itself', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 2, maxLength: 5 }), (entries) => {
        const reader = new RowReader();
        for (const text of entries.map(entryText))
          expect(readFacts(() => reader.read(text, 'f'))).toEqual(readFacts(() => makeHistoryRow(readEntry(text, 'f'))));
      }),
    );
  });

  it('say the same without intervals, but for these', () => {
    fc.assert(
      fc.property(entry, entry, (first, second) => {
        const reader = new RowReader();
        reader.read(entryText(first), 'f');
        const text = entryText({ ...second, series: first.series });
        const { lows, highs, ...brief } = reader.read(text, 'f', false);
        const { lows: allLows, highs: allHighs, ...whole } = reader.read(text, 'f');
        expect(brief).toEqual(whole);
        expect([[], allLows]).toContainEqual(lows);
        expect([[], allHighs]).toContainEqual(highs);
      }),
    );
  });

  it('accept nothing that an entry by itself would not be accepted for', () => {
    const damage = fc.record({
      at: fc.nat(),
      text: fc.constantFrom('', '0', '"', ',', '}', '\n', 'e9999', '-'),
      length: fc.nat({ max: 3 }),
    });
    fc.assert(
      fc.property(entry, entry, damage, (first, second, { at, text, length }) => {
        const reader = new RowReader();
        reader.read(entryText(first), 'f');
        const whole = entryText({ ...second, series: first.series });
        const place = at % whole.length;
        const damaged = whole.slice(0, place) + text + whole.slice(place + length);
        expect(readFacts(() => reader.read(damaged, 'f'))).toEqual(readFacts(() => makeHistoryRow(readEntry(damaged, 'f'))));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['ends with a comma', (text: string) => text.replace(/\n\]\}\n$/, ',\n')],
    ['has a line less', (text: string) => text.replace(/,\n\{[^\n]*\n\]\}\n$/, '\n]}\n')],
    ['has a line more', (text: string) => text.replace(/(\n\{[^\n]*)\n\]\}\n$/, '$1,$1\n]}\n')],
    ['has its end twice', (text: string) => `${text}\n]}\n`],
  ])('tell what an entry tells by itself that %s', (_, change) => {
    const text = entryText({ ...SAMPLE_HISTORY_ENTRY, series: [seriesWith({ metricId: 'a' }), seriesWith({ metricId: 'b' })] });
    const reader = new RowReader();
    reader.read(text, 'f');
    const changed = change(text);
    expect(changed).not.toBe(text);
    expect(readFacts(() => reader.read(changed, 'f'))).toEqual(readFacts(() => makeHistoryRow(readEntry(changed, 'f'))));
  });

  it('share their shape while nothing but figures differs, and have another where anything does', () => {
    const reader = new RowReader();
    const of = (facts: Partial<HistoryEntry>) => reader.read(entryText({ ...SAMPLE_HISTORY_ENTRY, ...facts }), 'f').shape;
    const first = of({});
    expect(of({ runId: 'other', series: [seriesWith({ median: 7 })] })).toBe(first);
    expect(of({ series: [seriesWith({ metricId: 'other' })] })).not.toBe(first);
    expect(of({ host: { ...SAMPLE_HISTORY_ENTRY.host, fingerprint: 'other' } }).host.fingerprint).toBe('other');
  });
});
