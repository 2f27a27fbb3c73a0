/** From a chart of the view model to a configuration of Chart.js, one function per kind. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { CurveChart, LineChart, OrderChart, PageChart, PointColumns } from '../../view-model/chart.js';
import { levelLine } from './drawing.js';
import { limitLine } from './limit-line.js';
import { baseOptions, pointShape, valueScale } from './options.js';
import { type Theme, translucent } from './theme.js';
import { trend } from './trend-chart.js';

export type Configuration = ChartConfiguration<'scatter' | 'line'>;
type Dataset = ChartDataset<'scatter' | 'line'>;
type Line = LineChart['series'][number];

const PADDING = { right: 12 };
const POINT_PX = 3;
/** Half the side of a cross, which has no area, and the width of its arms. */
const CROSS_PX = 2;

/** What is said of each point, by data set and place. */
export function listTexts(chart: PageChart): readonly (readonly string[])[] {
  switch (chart.kind) {
    case 'order':
    case 'lines':
      return chart.series.map(({ points }) => points.text);
    case 'trend':
      return [chart.marks.text];
    case 'curve':
      return [];
  }
}

/** Any value has Chart.js draw lines by calls, which svg-recorder.ts reads, and not as a Path2D, which nobody can read. */
const DRAWN_BY_CALLS = {};

/** `readLimit`: where the reader's limit on curves stands. */
export function configure(chart: PageChart, theme: Theme, readLimit: () => number): Configuration {
  switch (chart.kind) {
    case 'order':
      return order(chart, theme);
    case 'lines':
      return lines(chart, theme);
    case 'curve':
      return curve(chart, theme, readLimit);
    case 'trend':
      return trend(chart, theme);
  }
}

function order({ x, y, reference, series }: OrderChart, theme: Theme): Configuration {
  const datasets = series.map(({ slot, points, outlined }) => outline(makePoints(slot, points, theme), slot, outlined, theme));
  return {
    type: 'scatter',
    data: { datasets },
    options: {
      ...baseOptions({ x: valueScale(x, theme), y: valueScale(y, theme) }),
      layout: { padding: PADDING },
    },
    plugins: [levelLine(reference, theme)],
  };
}

function lines({ x, y, series }: LineChart, theme: Theme): Configuration {
  const datasets = series.map((one) => (one.style === 'points' ? makePoints(one.slot, one.points, theme) : makeLine(one, theme)));
  return {
    type: 'scatter',
    data: { datasets },
    options: {
      ...baseOptions({ x: valueScale(x, theme), y: valueScale(y, theme) }),
      layout: { padding: PADDING },
    },
  };
}

const FILLS: Readonly<Record<Exclude<Line['style'], 'points'>, 'origin' | 'shape' | false>> = {
  line: false,
  extrapolated: false,
  area: 'origin',
  band: 'shape',
};

function makeLine({ slot, style, points }: Line, theme: Theme): Dataset {
  return {
    type: 'line',
    data: pairUp(points),
    pointRadius: 0,
    pointHoverRadius: style === 'area' ? 4 : 0,
    pointHitRadius: style === 'band' ? 0 : 8,
    borderColor: theme.slot(slot),
    borderWidth: style === 'band' ? 0 : 2,
    borderDash: style === 'extrapolated' ? [5, 4] : [],
    backgroundColor: translucent(theme.slot(slot), 0.16),
    fill: style === 'points' ? false : FILLS[style],
    tension: 0,
    segment: DRAWN_BY_CALLS,
    clip: style === 'area' ? false : 0,
  };
}

function curve({ x, y, series }: CurveChart, theme: Theme, readLimit: () => number): Configuration {
  const datasets: Dataset[] = series.map(({ slot, values, shares }) => ({
    type: 'line',
    stepped: true,
    segment: DRAWN_BY_CALLS,
    data: [
      { x: values[0] ?? 0, y: 0 },
      ...values.map((value, place) => ({ x: value, y: shares[place] ?? 0 })),
      { x: x.max, y: 100 },
    ],
    pointRadius: 0,
    pointHitRadius: 0,
    borderColor: theme.slot(slot),
    borderWidth: 2,
    borderDash: DASHES[slot % DASHES.length] ?? [],
    clip: 2,
  }));
  return {
    type: 'scatter',
    data: { datasets },
    options: {
      ...baseOptions({ x: valueScale(x, theme), y: valueScale(y, theme) }),
      layout: { padding: { right: 12, top: 6 } },
      events: [],
    },
    plugins: [limitLine(readLimit, theme)],
  };
}

/** Lines have no shape; their dashes tell them apart for whom the colours do not. */
const DASHES: readonly number[][] = [[], [8, 3], [2, 3], [8, 3, 2, 3], [12, 4], [4, 4], [1, 5], [12, 3, 3, 3]];

function pairUp({ x, y }: PointColumns): { x: number; y: number }[] {
  return x.map((at, place) => ({ x: at, y: y[place] ?? 0 }));
}

/** Points that count in no figure are drawn as outlines. */
function outline(dataset: Dataset, slot: number, outlined: readonly number[], theme: Theme): Dataset {
  if (outlined.length === 0) return dataset;
  const places = new Set(outlined);
  const pick = <T>(inside: T, outside: T) => dataset.data.map((_, place) => (places.has(place) ? inside : outside));
  return {
    ...dataset,
    pointBackgroundColor: pick(theme.surface, translucent(theme.slot(slot), 0.85)),
    pointBorderColor: pick(translucent(theme.slot(slot), 0.7), theme.slot(slot)),
  };
}

function makePoints(slot: number, points: PointColumns, theme: Theme): Dataset {
  const { style, rotation } = pointShape(slot);
  const isCross = style === 'cross' || style === 'star' || style === 'crossRot';
  return {
    type: 'scatter',
    data: pairUp(points),
    pointStyle: style,
    pointRotation: rotation,
    pointRadius: POINT_PX,
    pointHoverRadius: POINT_PX + 2,
    pointHitRadius: 6,
    pointBackgroundColor: translucent(theme.slot(slot), 0.85),
    pointBorderColor: theme.slot(slot),
    pointBorderWidth: isCross ? CROSS_PX : 1,
    clip: 4,
  };
}
