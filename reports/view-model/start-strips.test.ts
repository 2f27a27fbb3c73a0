import { describe, expect, it } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { documentWithoutVm, goldenDocument } from '../../tests/simulated-documents.js';
import { makeStartStrips } from './start-strips.js';

const rowsOf = (document: ResultsDocument) => makeStartStrips(document)?.rows ?? [];
const START = 'time-to-program';

/** Every start of an environment takes this long. */
function withStarts(seconds: Readonly<Record<string, number>>): ResultsDocument {
  const document = documentWithoutVm();
  const series = document.series.map((one) => {
    const value = one.metricId === START ? seconds[one.environmentId] : undefined;
    return value === undefined ? one : { ...one, points: one.points.map((point) => ({ ...point, value })) };
  });
  return { ...document, series };
}

describe('strips of starts', () => {
  it('place every start that counts between the fastest and the slowest', () => {
    const rows = rowsOf(goldenDocument());
    expect(rows.map(({ environment }) => environment)).toEqual(['Bare process', 'Container', 'Virtual machine']);
    const places = rows.flatMap((row) => row.places);
    expect([Math.min(...places), Math.max(...places)]).toEqual([0, 1]);
  });

  it('have a scale of factors where the slowest takes many times as long as the fastest', () => {
    const near = makeStartStrips(withStarts({ bare: 0.02, container: 0.03 }));
    expect(near).toMatchObject({ low: '20.0\u00a0ms', high: '30.0\u00a0ms', isLogarithmic: false });
    expect(makeStartStrips(withStarts({ bare: 0.02, container: 2 }))?.isLogarithmic).toBe(true);
    expect(makeStartStrips(withStarts({ bare: 0, container: 2 }))?.isLogarithmic).toBe(false);
  });

  it('stand in the middle where all take the same time', () => {
    const [first] = rowsOf(withStarts({ bare: 0.02, container: 0.02 }));
    expect(new Set(first?.places)).toEqual(new Set([0.5]));
  });

  it('are of boots where no program was started, and none where nothing was', () => {
    const { series, ...document } = goldenDocument();
    const boots = series.filter(({ metricId }) => metricId === 'boot-time');
    expect(makeStartStrips({ ...document, series: boots })?.title).toBe('Boot time');
    expect(makeStartStrips({ ...document, series: [] })).toBeNull();
  });
});
