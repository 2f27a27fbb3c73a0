/** From a chart of the view model to a configuration of Chart.js, one function per kind. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { DotChart, LineChart, OrderChart, PageChart, StackChart, StripChart } from '../../view-model/chart.js';
import { barLabels, levelLine, referenceLine, rowRules, STRIP_SHARE, stripBands, stripMedians, whiskers } from './drawing.js';
import { baseOptions, FONT_SIZE, isNarrow, pointStyle, rowScale, valueScale } from './options.js';
import { mixed, type Theme, translucent } from './theme.js';
import { trend } from './trend-chart.js';

type Configuration = ChartConfiguration<'bar' | 'scatter' | 'line'>;
type Dataset = ChartDataset<'bar' | 'scatter'>;
type LineDataset = ChartDataset<'bar' | 'scatter' | 'line'>;

export interface Drawable {
  readonly configuration: Configuration;
  readonly heightPx: number;
}

/** Axis with its title, under the rows. */
const AXIS_PX = 48;
/** Space for the whole at the end of the longest bar. */
const TOTAL_PX = 84;
/** Shades of one environment's colour, part by part; neighbours differ. The style sheet has the same for the tables. */
const PART_OPACITIES = [1, 0.68, 0.42, 0.84, 0.55, 0.3, 0.76, 0.48];
/** From here on the points of a strip are drawn smaller. */
const MANY_POINTS = 20;
/** Dots of one row stand this far apart, as a share of the row. */
const DODGE_SHARE = 0.25;

export function drawable(chart: PageChart, theme: Theme): Drawable {
  switch (chart.kind) {
    case 'stack':
      return stack(chart, theme);
    case 'dots':
      return dots(chart, theme);
    case 'strip':
      return strip(chart, theme);
    case 'order':
      return order(chart, theme);
    case 'lines':
      return lines(chart, theme);
    case 'trend':
      return trend(chart, theme);
  }
}

function stack({ axis, rows }: StackChart, theme: Theme): Drawable {
  const depth = Math.max(...rows.map(({ segments }) => segments.length));
  const parts = Array.from({ length: depth }, (_, part) => part);
  const opacityOf = (shade: number) => PART_OPACITIES[shade % PART_OPACITIES.length] ?? 1;
  const labels = rows.map(({ label }) => label);
  const datasets: Dataset[] = parts.map((part) => ({
    type: 'bar',
    stack: 'parts',
    data: rows.map(({ segments }) => segments[part]?.value ?? null),
    backgroundColor: rows.map(({ slot, segments }) =>
      mixed(theme.slot(slot), theme.surface, opacityOf(segments[part]?.shade ?? 0)),
    ),
    barThickness: 34,
    borderColor: theme.surface,
    borderWidth: { top: 0, bottom: 0, left: 0, right: 1 },
    borderSkipped: false,
  }));
  const texts = parts.map((part) => rows.map(({ segments }) => segments[part]?.text ?? ''));
  const options = baseOptions(theme, texts, {
    x: { ...valueScale(axis, theme), stacked: true },
    y: {
      type: 'category',
      stacked: true,
      grid: { display: false },
      border: { display: false },
      ticks: {
        color: theme.text,
        padding: 8,
        font: { family: theme.fontFamily, size: FONT_SIZE },
        callback(_value, index) {
          const row = rows[index];
          return (isNarrow(this.chart.width) ? row?.shortLabel : row?.label) ?? '';
        },
      },
    },
  });
  return {
    heightPx: rows.length * 58 + AXIS_PX,
    configuration: {
      type: 'bar',
      data: { labels, datasets },
      options: { ...options, indexAxis: 'y', layout: { padding: { right: TOTAL_PX } } },
      plugins: [barLabels(rows, opacityOf, theme)],
    },
  };
}

function dots({ axis, reference, rows }: DotChart, theme: Theme): Drawable {
  const rowOf = (row: number, mark: number, marks: number) => row + (mark - (marks - 1) / 2) * DODGE_SHARE;
  const slots = [...new Set(rows.flatMap(({ marks }) => marks.map(({ slot }) => slot)))];
  const placed = rows.flatMap(({ marks }, row) => marks.map((mark, index) => ({ ...mark, y: rowOf(row, index, marks.length) })));
  const bySlot = slots.map((slot) => placed.filter((mark) => mark.slot === slot));
  const datasets = bySlot.map((marks, index) =>
    makePoints(
      slots[index] ?? 0,
      marks.map(({ value, y }) => ({ x: value, y })),
      theme,
      4.5,
    ),
  );
  const texts = bySlot.map((marks) => marks.map(({ text }) => text));
  const labels = rows.map(({ label }) => label);
  const options = baseOptions(theme, texts, { x: valueScale(axis, theme), y: rowScale(labels, theme) });
  const markPx = Math.max(...rows.map(({ marks }) => marks.length), 1) * 12;
  return {
    heightPx: rows.length * (markPx + 16) + AXIS_PX + (reference === null ? 0 : 16),
    configuration: {
      type: 'scatter',
      data: { datasets },
      options: { ...options, layout: { padding: { top: reference === null ? 0 : 16, right: 12 } } },
      plugins: [
        rowRules(rows.length, theme),
        ...(reference === null ? [] : [referenceLine(reference.value, reference.label, theme)]),
        whiskers(rows, rowOf, theme),
      ],
    },
  };
}

function strip({ axis, rows }: StripChart, theme: Theme): Drawable {
  const datasets = rows.map(({ slot, points }, row) => {
    const step = STRIP_SHARE / Math.max(points.length - 1, 1);
    const top = points.length === 1 ? row : row - STRIP_SHARE / 2;
    const placed = points.map(({ value }, index) => ({ x: value, y: top + index * step }));
    return outlineContaminated(makePoints(slot, placed, theme, points.length > MANY_POINTS ? 2.2 : 3.2), points, theme, slot);
  });
  const texts = rows.map(({ points }) => points.map(({ text }) => text));
  const labels = rows.map(({ label, medianLabel }) => [label, medianLabel] as const);
  return {
    heightPx: rows.length * 40 + AXIS_PX,
    configuration: {
      type: 'scatter',
      data: { datasets },
      options: {
        ...baseOptions(theme, texts, { x: valueScale(axis, theme), y: rowScale(labels, theme) }),
        layout: { padding: { right: 12 } },
      },
      plugins: [rowRules(rows.length, theme), stripBands(rows, theme), stripMedians(rows, theme)],
    },
  };
}

function order({ x, y, reference, series }: OrderChart, theme: Theme): Drawable {
  const datasets = series.map(({ slot, points }) => {
    const placed = points.map((point) => ({ x: point.x, y: point.y }));
    return outlineContaminated(makePoints(slot, placed, theme, 3), points, theme, slot);
  });
  const texts = series.map(({ points }) => points.map(({ text }) => text));
  return {
    heightPx: 260,
    configuration: {
      type: 'scatter',
      data: { datasets },
      options: {
        ...baseOptions(theme, texts, { x: valueScale(x, theme), y: valueScale(y, theme) }),
        layout: { padding: { right: 12 } },
      },
      plugins: [levelLine(reference, theme)],
    },
  };
}

function lines({ x, y, series, isLow }: LineChart, theme: Theme): Drawable {
  const datasets = series.map((one) => makeLine(one, theme));
  const texts = series.map(({ points }) => points.map(({ text }) => text));
  return {
    heightPx: isLow ? 170 : 320,
    configuration: {
      type: 'scatter',
      data: { datasets },
      options: {
        ...baseOptions(theme, texts, { x: valueScale(x, theme), y: valueScale(y, theme) }),
        layout: { padding: { right: 12 } },
      },
    },
  };
}

function makeLine({ slot, style, points }: LineChart['series'][number], theme: Theme): LineDataset {
  const data = points.map((point) => ({ x: point.x, y: point.y }));
  if (style === 'points') return makePoints(slot, data, theme, 3.2);
  return {
    type: 'line',
    data,
    pointRadius: 0,
    pointHoverRadius: style === 'area' ? 4 : 0,
    pointHitRadius: 8,
    borderColor: theme.slot(slot),
    borderWidth: 2,
    backgroundColor: translucent(theme.slot(slot), 0.16),
    fill: style === 'area' ? 'origin' : false,
    tension: 0,
    clip: false,
  };
}

/** Points that count in no figure are drawn as outlines. */
function outlineContaminated(
  dataset: Dataset,
  points: readonly { readonly isContaminated: boolean }[],
  theme: Theme,
  slot: number,
): Dataset {
  if (!points.some(({ isContaminated }) => isContaminated)) return dataset;
  const { backgroundColor, borderWidth } = dataset;
  return {
    ...dataset,
    backgroundColor: points.map(({ isContaminated }) => (isContaminated ? theme.surface : String(backgroundColor))),
    borderColor: points.map(({ isContaminated }) => translucent(theme.slot(slot), isContaminated ? 0.7 : 1)),
    borderWidth: points.map(({ isContaminated }) => (isContaminated ? 1 : Number(borderWidth))),
  };
}

function makePoints(slot: number, data: { x: number; y: number }[], theme: Theme, radius: number): Dataset {
  const color = theme.slot(slot);
  return {
    type: 'scatter',
    data,
    pointStyle: pointStyle(slot),
    pointRadius: radius,
    pointHoverRadius: radius + 2,
    pointHitRadius: 6,
    backgroundColor: translucent(color, radius < 3 ? 0.6 : 0.85),
    borderColor: color,
    borderWidth: radius < 3 ? 0 : 1,
    clip: false,
  };
}
