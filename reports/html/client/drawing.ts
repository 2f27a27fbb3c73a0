/** What Chart.js does not draw by itself: whiskers, medians, bands, a reference line, labels on bars. */
import type { Chart, Plugin, Scale } from 'chart.js';
import type { DotChart, StackChart, StripChart } from '../../view-model/chart.js';
import { FONT_SIZE } from './options.js';
import { mixed, readableOn, type Theme, translucent } from './theme.js';

const WHISKER_PX = 2;
const MEDIAN_PX = 2;
/** Share of a row's height that a strip takes. */
export const STRIP_SHARE = 0.62;

interface Plane {
  readonly context: CanvasRenderingContext2D;
  readonly x: Scale;
  readonly y: Scale;
}

/** Draws under the points, clipped to the chart's area. */
export function under(id: string, draw: (plane: Plane, chart: Chart) => void): Plugin {
  return {
    id,
    beforeDatasetsDraw(chart) {
      const plane = findPlane(chart);
      plane.context.save();
      draw(plane, chart);
      plane.context.restore();
    },
  };
}

function findPlane(chart: Chart): Plane {
  const { x, y } = chart.scales;
  if (x === undefined || y === undefined) throw new Error('the chart has no axes x and y');
  return { context: chart.ctx, x, y };
}

export function line(context: CanvasRenderingContext2D, [x1, y1]: [number, number], [x2, y2]: [number, number]): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

export function referenceLine(value: number, label: string, theme: Theme): Plugin {
  return under('reference', ({ context, x, y }) => {
    const at = x.getPixelForValue(value);
    context.strokeStyle = theme.muted;
    context.lineWidth = 1;
    context.setLineDash([4, 3]);
    line(context, [at, y.top], [at, y.bottom]);
    context.fillStyle = theme.muted;
    context.font = `${FONT_SIZE - 1}px ${theme.fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'bottom';
    context.fillText(label, at, y.top - 2);
  });
}

export function levelLine(value: number, theme: Theme): Plugin {
  return under('level', ({ context, x, y }) => {
    const at = y.getPixelForValue(value);
    context.strokeStyle = theme.muted;
    context.setLineDash([4, 3]);
    line(context, [x.left, at], [x.right, at]);
  });
}

/** `rowOf` gives the height at which a mark of a row stands. */
export function whiskers(
  rows: DotChart['rows'],
  rowOf: (row: number, mark: number, marks: number) => number,
  theme: Theme,
): Plugin {
  return under('whiskers', ({ context, x, y }) => {
    context.lineWidth = WHISKER_PX;
    context.lineCap = 'round';
    for (const [row, { marks }] of rows.entries()) {
      for (const [index, { slot, low, high }] of marks.entries()) {
        if (low === null || high === null) continue;
        const at = y.getPixelForValue(rowOf(row, index, marks.length));
        context.strokeStyle = translucent(theme.slot(slot), 0.65);
        line(context, [x.getPixelForValue(low), at], [x.getPixelForValue(high), at]);
      }
    }
  });
}

/** Separates the rows without a line through the points. */
export function rowRules(count: number, theme: Theme): Plugin {
  return under('rules', ({ context, x, y }) => {
    context.strokeStyle = theme.grid;
    context.lineWidth = 1;
    for (let row = 1; row < count; row += 1) {
      const at = y.getPixelForValue(row - 0.5);
      line(context, [x.left, at], [x.right, at]);
    }
  });
}

/** The band from low to high of each strip, under its points. */
export function stripBands(rows: StripChart['rows'], theme: Theme): Plugin {
  return under('bands', ({ context, x, y }) => {
    for (const [row, { slot, low, high }] of rows.entries()) {
      if (low === null || high === null) continue;
      const [from, to] = [x.getPixelForValue(low), x.getPixelForValue(high)];
      const [top, bottom] = stripEdges(y, row);
      context.fillStyle = translucent(theme.slot(slot), 0.18);
      context.fillRect(from, top, Math.max(to - from, 1), bottom - top);
    }
  });
}

/** The median of each strip: taller than its points, which stand on it. */
export function stripMedians(rows: StripChart['rows'], theme: Theme): Plugin {
  return under('medians', ({ context, x, y }) => {
    context.lineWidth = MEDIAN_PX;
    for (const [row, { slot, median }] of rows.entries()) {
      const at = x.getPixelForValue(median);
      const [top, bottom] = stripEdges(y, row);
      context.strokeStyle = theme.slot(slot);
      line(context, [at, top - 1], [at, bottom + 1]);
    }
  });
}

function stripEdges(y: Scale, row: number): [number, number] {
  return [y.getPixelForValue(row - STRIP_SHARE / 2 - 0.12), y.getPixelForValue(row + STRIP_SHARE / 2 + 0.12)];
}

/** The whole at the end of each bar, and the name of each part that is wide enough to hold it. */
export function barLabels(rows: StackChart['rows'], opacityOf: (shade: number) => number, theme: Theme): Plugin {
  return {
    id: 'bar-labels',
    afterDatasetsDraw(chart) {
      const { context, x } = findPlane(chart);
      context.save();
      context.textBaseline = 'middle';
      context.font = `${FONT_SIZE}px ${theme.fontFamily}`;
      for (const [index, { total, slot, segments }] of rows.entries()) {
        drawParts(chart, index, slot, segments, opacityOf, theme);
        const sum = segments.reduce((length, { value }) => length + value, 0);
        const at = chart.getDatasetMeta(0).data[index]?.y ?? 0;
        context.fillStyle = theme.text;
        context.textAlign = 'left';
        context.fillText(total, x.getPixelForValue(sum) + 8, at);
      }
      context.restore();
    },
  };
}

function drawParts(
  chart: Chart,
  row: number,
  slot: number,
  segments: StackChart['rows'][number]['segments'],
  opacityOf: (shade: number) => number,
  theme: Theme,
): void {
  const { context, x } = findPlane(chart);
  let start = 0;
  context.textAlign = 'center';
  for (const { label, value, shade } of segments) {
    const [from, to] = [x.getPixelForValue(start), x.getPixelForValue(start + value)];
    start += value;
    if (context.measureText(label).width + 12 > to - from) continue;
    context.fillStyle = readableOn(mixed(theme.slot(slot), theme.surface, opacityOf(shade)));
    context.fillText(label, (from + to) / 2, chart.getDatasetMeta(0).data[row]?.y ?? 0);
  }
}
