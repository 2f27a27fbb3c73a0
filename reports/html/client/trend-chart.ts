/** The course of one figure over many runs: marks, levels with their intervals, changes, and where the next run is in line. */
import type { ChartConfiguration, ChartDataset, Plugin } from 'chart.js';
import type { TrendChart } from '../../view-model/chart.js';
import { line, under } from './drawing.js';
import { baseOptions, FONT_SIZE, pointShape, valueScale } from './options.js';
import { type Theme, translucent } from './theme.js';

/** Space above the plot for the labels of two rows. */
const LABELS_PX = 34;
const LABEL_ROW_PX = 15;
/** From here on marks are drawn smaller. */
const MANY_MARKS = 90;

type Tone = TrendChart['events'][number]['tone'];

export function trend(chart: TrendChart, theme: Theme): ChartConfiguration<'scatter' | 'line'> {
  const options = baseOptions({
    x: { ...valueScale(chart.x, theme), grid: { display: false }, title: { display: false } },
    y: valueScale(chart.y, theme),
  });
  return {
    type: 'scatter',
    data: { datasets: [makeMarks(chart, theme)] },
    options: {
      ...options,
      interaction: { mode: 'nearest', intersect: false, axis: 'xy' },
      layout: { padding: { top: chart.events.length === 0 ? 6 : LABELS_PX, right: 8 } },
    },
    plugins: [bands(chart, theme), bars(chart, theme), levelLines(chart, theme), eventLines(chart, theme)],
  };
}

function makeMarks({ marks, slot }: TrendChart, theme: Theme): ChartDataset<'scatter'> {
  const color = theme.slot(slot);
  const radius = marks.y.length > MANY_MARKS ? 2 : 3;
  const outlined = new Set(marks.outlined);
  const { style, rotation } = pointShape(slot);
  return {
    type: 'scatter',
    data: marks.y.map((y, x) => ({ x, y })),
    pointStyle: marks.y.map((_, place) => (place < marks.groups ? 'rect' : style)),
    pointRotation: rotation,
    pointRadius: radius,
    pointHoverRadius: radius + 2,
    pointHitRadius: 8,
    backgroundColor: marks.y.map((_, place) =>
      outlined.has(place) ? theme.surface : translucent(color, place < marks.groups ? 0.5 : 0.85),
    ),
    borderColor: color,
    borderWidth: marks.y.map((_, place) => (outlined.has(place) ? 1 : 0)),
    clip: false,
  };
}

function bands({ levels, prediction, slot, marks: { groups } }: TrendChart, theme: Theme): Plugin {
  return under('bands', ({ context, x, y }) => {
    const box = (from: number, to: number, low: number, high: number): [number, number, number, number] => {
      const [left, top] = [x.getPixelForValue(from), y.getPixelForValue(high)];
      return [left, top, x.getPixelForValue(to) - left, Math.max(y.getPixelForValue(low) - top, 1)];
    };
    if (groups > 0) {
      context.fillStyle = translucent(theme.muted, 0.1);
      context.fillRect(x.left, y.top, x.getPixelForValue(groups - 0.5) - x.left, y.bottom - y.top);
    }
    for (const { from, to, low, high } of levels) {
      if (low === null || high === null) continue;
      context.fillStyle = translucent(theme.slot(slot), 0.16);
      context.fillRect(...box(from, to, low, high));
    }
    if (prediction !== null) {
      const [left, top, width, height] = box(prediction.from, prediction.to, prediction.low, prediction.high);
      context.fillStyle = translucent(theme.muted, 0.16);
      context.fillRect(left, top, width, height);
      context.strokeStyle = theme.muted;
      context.lineWidth = 1.5;
      for (const at of [top, top + height]) line(context, [left, at], [left + width, at]);
    }
  });
}

function bars({ marks, slot }: TrendChart, theme: Theme): Plugin {
  return under('bars', ({ context, x, y }) => {
    context.lineWidth = 1;
    context.strokeStyle = translucent(theme.slot(slot), marks.y.length > MANY_MARKS ? 0.3 : 0.45);
    for (const [at, low] of marks.low.entries()) {
      const [place, high] = [x.getPixelForValue(at), marks.high[at] ?? null];
      if (low !== null && high !== null) line(context, [place, y.getPixelForValue(low)], [place, y.getPixelForValue(high)]);
    }
  });
}

function levelLines({ levels, slot }: TrendChart, theme: Theme): Plugin {
  return under('levels', ({ context, x, y }) => {
    context.strokeStyle = theme.slot(slot);
    context.lineWidth = 1.5;
    for (const { from, to, value } of levels) {
      const at = y.getPixelForValue(value);
      line(context, [x.getPixelForValue(from), at], [x.getPixelForValue(to), at]);
    }
  });
}

function eventLines({ events }: TrendChart, theme: Theme): Plugin {
  return under('events', ({ context, x, y }) => {
    context.font = `${FONT_SIZE - 1}px ${theme.fontFamily}`;
    context.textBaseline = 'bottom';
    context.lineWidth = 1.25;
    const ends = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { x: at, label, tone, isEarly } of [...events].sort((a, b) => a.x - b.x)) {
      const place = x.getPixelForValue(at);
      context.strokeStyle = toneColor(tone, theme);
      context.setLineDash(isEarly ? [1.5, 3] : tone === 'accepted' ? [] : [5, 3]);
      line(context, [place, y.top - 2], [place, y.bottom]);
      const width = context.measureText(label).width;
      const left = Math.min(Math.max(place - width / 2, x.left), x.right - width);
      const row = ends.findIndex((end) => left > end + 6);
      if (row < 0) continue;
      ends[row] = left + width;
      context.fillStyle = toneColor(tone, theme);
      context.textAlign = 'left';
      context.fillText(label, left, y.top - 3 - row * LABEL_ROW_PX);
    }
  });
}

function toneColor(tone: Tone, theme: Theme): string {
  switch (tone) {
    case 'worse':
      return theme.worse;
    case 'better':
      return theme.better;
    case 'accepted':
    case 'neutral':
      return theme.muted;
  }
}
