import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goldenDocument, HOSTILE, hostileDocument, simulatedDocument } from '../../tests/simulated-documents.js';
import { parseXml, type XmlElement } from '../../tests/strict-xml.js';
import { positionAxis, zeroBasedAxis } from '../view-model/axis.js';
import type { Chart, DotChart, StackChart, StripChart } from '../view-model/chart.js';
import { buildViewModel } from '../view-model/view-model.js';
import { draw } from './draw.js';
import { listHints } from './hints.js';
import { findShare, fitClass } from './plane.js';

const parse = (chart: Chart): XmlElement => parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${draw(chart) ?? ''}`);

function listAll(element: XmlElement): XmlElement[] {
  return [element, ...element.children.flatMap(listAll)];
}

const find = (chart: Chart, name: string, className?: string): XmlElement[] =>
  listAll(parse(chart)).filter(
    (one) => one.name === name && (className === undefined || one.attributes['class']?.split(' ').includes(className) === true),
  );

const listCharts = (document: ReturnType<typeof goldenDocument>): Chart[] =>
  buildViewModel(document).sections.flatMap(({ groups }) => groups.flatMap(({ figures }) => figures.map(({ chart }) => chart)));

function isStatic(chart: Chart): chart is StackChart | DotChart | StripChart {
  return chart.kind === 'stack' || chart.kind === 'dots' || chart.kind === 'strip';
}

type Row = StripChart['rows'][number];
const row = (more: Partial<Row>): Row => ({
  label: 'Bare',
  slot: 0,
  medianLabel: '2 ms',
  median: 2,
  low: null,
  high: null,
  spread: 'interval',
  quantiles: null,
  points: [],
  ...more,
});
const strip = (more: Partial<Row>): StripChart => ({ kind: 'strip', axis: positionAxis('ms', [1, 2, 3]), rows: [row(more)] });
const dots = (label: string, spread: 'interval' | 'range'): DotChart => ({
  kind: 'dots',
  axis: zeroBasedAxis('ms', 4),
  reference: { value: 1, label },
  rows: [{ label, about: '', marks: [{ slot: 1, value: 2, low: 1, high: 3, spread, text: label }] }],
});

describe('every chart of', () => {
  test.each([
    ['the golden document', goldenDocument()],
    ['a hostile document', hostileDocument()],
    ['one repetition', simulatedDocument({ repetitions: 1, failEvery: 1000 })],
    ['many repetitions', simulatedDocument({ repetitions: 60, accelerator: 'kvm' })],
  ])('%s is well-formed, without a value that is no number, and has a hint for each mark', (_, document) => {
    const charts = listCharts(document).filter(isStatic);
    expect(charts.length).toBeGreaterThan(10);
    for (const chart of charts) {
      const all = listAll(parse(chart));
      const values = all.flatMap(({ attributes }) => Object.values(attributes));
      expect(values.filter((value) => /NaN|Infinity|undefined|null/.test(value))).toEqual([]);
      const marks = all.filter(({ name, attributes }) => name === 'use' || attributes['class']?.startsWith('part') === true);
      expect(listHints(chart)).toHaveLength(marks.length);
      expect(all.some(({ attributes }) => 'style' in attributes)).toBe(false);
    }
  });
});

describe('text', () => {
  test('is escaped and reads back as it was', () => {
    // What XML forbids is made visible by the view model before.
    const shown = HOSTILE.replaceAll('\u0007', '');
    expect(find(dots(shown, 'interval'), 'text', 'label')[0]?.text).toBe(shown);
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => /^[^\p{C}]*$/u.test(text)),
        (text) => {
          expect(find(dots(text, 'range'), 'text', 'label')[0]?.text).toBe(text);
        },
      ),
    );
  });

  test('inside a bar is shown from the width on at which it fits, or never', () => {
    expect([fitClass(200), fitClass(301), fitClass(5000)]).toEqual(['', 'fit-360', undefined]);
  });
});

describe('spreads', () => {
  test('an interval is a bar with two caps, a range a thin line without', () => {
    expect(
      [find(dots('x', 'interval'), 'line', 'interval'), find(dots('x', 'interval'), 'line', 'cap')].map(({ length }) => length),
    ).toEqual([1, 2]);
    expect(find(dots('x', 'range'), 'line', 'range')).toHaveLength(1);
    expect([...find(dots('x', 'range'), 'line', 'interval'), ...find(dots('x', 'range'), 'line', 'cap')]).toEqual([]);
  });

  test('in a strip an interval is a band, a range never one', () => {
    expect(find(strip({ low: 1, high: 3 }), 'rect', 'band')).toHaveLength(1);
    expect(find(strip({ low: 1, high: 3, spread: 'range' }), 'rect', 'band')).toEqual([]);
    expect(find(strip({ low: 1, high: 3, spread: 'range' }), 'line', 'range')).toHaveLength(1);
  });

  test('quantiles stand where many points would', () => {
    const quantiles = { min: 1, p5: 1.2, p25: 1.6, p75: 2.2, p95: 2.8, max: 3 };
    const bars = ['whole', 'most', 'half'].map((name) => find(strip({ quantiles }), 'rect', name)[0]?.attributes['width']);
    const [whole = 0, most = 0, half = 0] = bars.map((width) => Number.parseFloat(width ?? ''));
    expect(whole > most && most > half && half > 0).toBe(true);
  });
});

describe('points', () => {
  const point = (value: number, isContaminated = false) => ({ value, text: 't', isContaminated });

  test('have the shape of their slot', () => {
    const shapes = [0, 1, 7, 8].map((slot) => find(strip({ slot, points: [point(2)] }), 'use')[0]?.attributes['href']);
    expect(shapes).toEqual(['#m0', '#m1', '#m7', '#m0']);
  });

  test('that count in no figure are outlines; beyond the axis arrows at its end', () => {
    const [inside, beyond, before] = find(strip({ points: [point(2, true), point(90, true), point(-90, true)] }), 'use');
    expect(inside?.attributes).toMatchObject({ class: 'excluded', href: '#m0' });
    expect(beyond?.attributes).toMatchObject({ class: 'excluded', href: '#beyond', x: '100%' });
    expect(before?.attributes).toMatchObject({ class: 'excluded', href: '#before', x: '0%' });
  });

  test('lie on their axis in proportion, in either scale', () => {
    const axis = { min: 1, max: 100, ticks: [], title: '' };
    expect([1, 50.5, 100, 1000].map((value) => findShare({ ...axis, scale: 'linear' }, value))).toEqual([0, 0.5, 1, 1]);
    expect([0, 1, 10, 100].map((value) => findShare({ ...axis, scale: 'logarithmic' }, value))).toEqual([0, 0, 0.5, 1]);
  });
});
