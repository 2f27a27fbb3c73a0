import { describe, expect, test } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { goldenDocument, simulatedDocument } from '../../tests/simulated-documents.js';
import type { Chart, StripChart } from './chart.js';
import type { Figure } from './model.js';
import { buildViewModel } from './view-model.js';

const golden = goldenDocument();
const listFigures = (document: ResultsDocument): Figure[] =>
  buildViewModel(document).sections.flatMap(({ groups }) => groups.flatMap(({ figures }) => figures));
const find = <K extends Chart['kind']>(document: ResultsDocument, kind: K): Extract<Chart, { kind: K }>[] =>
  listFigures(document).flatMap(({ chart }) => (isKind(chart, kind) ? [chart] : []));

function isKind<K extends Chart['kind']>(chart: Chart, kind: K): chart is Extract<Chart, { kind: K }> {
  return chart.kind === kind;
}

/** With one point of each series in a contaminated block, a thousand times as large as it was. */
function withFarPoints(): ResultsDocument {
  const series = golden.series.map((one) => ({
    ...one,
    points: one.points.map((point, place) => (place === 0 ? { ...point, value: point.value * 1000, contaminated: true } : point)),
  }));
  return { ...golden, series };
}

describe('axes', () => {
  test('what counts in no figure sets none', () => {
    const [before, after] = [golden, withFarPoints()].map((document) => find(document, 'strip').map(({ axis }) => axis.max));
    for (const [place, max] of (after ?? []).entries()) expect(max).toBeLessThanOrEqual((before?.[place] ?? 0) * 1.0001);
    const isRelative = (document: ResultsDocument) => find(document, 'order').map(({ y }) => y.max < 10);
    expect(isRelative(withFarPoints()).every(Boolean)).toBe(true);
  });

  test('panels side by side mean the same', () => {
    for (const document of [golden, simulatedDocument({ accelerator: 'kvm' })])
      for (const { groups } of buildViewModel(document).sections)
        for (const { layout, figures } of groups) {
          const strips = figures.flatMap(({ chart }) => (chart.kind === 'strip' ? [chart] : []));
          if (layout !== 'grid' || strips.length === 0) continue;
          expect(new Set(strips.map(({ axis }) => axis.title.startsWith('÷ own median'))).size).toBe(1);
        }
  });
});

describe('many values', () => {
  const many = simulatedDocument({ repetitions: 60, accelerator: 'kvm' });

  test('are quantiles where there are more than fifty, else points', () => {
    const rows = find(many, 'strip').flatMap((chart: StripChart) => chart.rows);
    expect(rows.some(({ quantiles }) => quantiles !== null)).toBe(true);
    for (const { quantiles, points } of rows) expect((quantiles === null) === points.length > 0).toBe(true);
    expect(Math.max(...rows.map(({ points }) => points.length))).toBeLessThanOrEqual(50);
  });

  test('are few points in what a page carries, for curves and for the course of the run', () => {
    const longest = (lengths: readonly number[]) => Math.max(...lengths);
    expect(longest(find(many, 'curve').flatMap(({ series }) => series.map(({ values }) => values.length)))).toBeLessThanOrEqual(
      150,
    );
    expect(longest(find(many, 'order').flatMap(({ series }) => series.map(({ points }) => points.x.length)))).toBeLessThanOrEqual(
      120,
    );
    for (const { series } of find(many, 'curve'))
      for (const { values, shares } of series) {
        expect(values).toEqual(values.toSorted((a, b) => a - b));
        expect(shares.at(-1)).toBe(100);
      }
  });
});

describe('headings', () => {
  test('say what is to be seen, as a sentence', () => {
    const findings = listFigures(golden).flatMap(({ finding }) => (finding === '' ? [] : [finding]));
    expect(findings.length).toBeGreaterThan(20);
    expect(findings.filter((finding) => !/^[A-Z0-9].*\.$/.test(finding))).toEqual([]);
  });

  test('call an emulated guest one', () => {
    const words = listFigures(golden).find(({ id }) => id === 'starts')?.finding ?? '';
    expect(words).toMatch(/virtual machine [\d,.]+\u00a0ms \(emulated\)\.$/);
  });
});

describe('the drift', () => {
  /** Every value of a trial in the last third of the run so many times as large. */
  const drifted = (factor: number): string => {
    const last = Math.max(...golden.trials.map(({ order }) => order));
    const late = new Set(golden.trials.flatMap(({ id, order }) => (order > (2 * last) / 3 ? [id] : [])));
    const series = golden.series.map((one) => ({
      ...one,
      points: one.points.map((point) => (late.has(point.trialId) ? { ...point, value: point.value * factor } : point)),
    }));
    return listFigures({ ...golden, series }).find(({ id }) => id === 'stop-time-order')?.finding ?? '';
  };

  test('is said against its noise', () => {
    expect(drifted(1)).toMatch(/^No drift to be seen: the last third of the run is .* the first, within its noise of .*\.$/);
    expect(drifted(1.5)).toMatch(/^It drifted: the last third of the run is (4|5)\d\u00a0% above the first\.$/);
    expect(drifted(0.5)).toMatch(/^It drifted: the last third of the run is (4|5)\d\u00a0% below the first\.$/);
  });
});

test('the start is one bar of leaves, each once', () => {
  const [start] = find(golden, 'stack');
  const byRow = start?.rows.map(({ segments }) => segments.map(({ label }) => label));
  expect(byRow).toEqual([
    ['Launch', 'Supervise', 'Workload start time'],
    ['Launch', 'Isolate', 'Supervise', 'Workload start time'],
    ['VMM', 'Firmware and kernel', 'Init', 'Workload start time'],
  ]);
  expect(listFigures(golden).filter(({ id }) => id.startsWith('boot-time-parts'))).toEqual([]);
});
