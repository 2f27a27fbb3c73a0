/** What all charts have in common: axes as the view model wrote them, hover text, nothing animated. */
import type { ChartOptions, Scale } from 'chart.js';
import type { Axis } from '../../view-model/chart.js';
import type { Theme } from './theme.js';

type Options = ChartOptions<'bar' | 'scatter' | 'line'>;
export type ScaleOptions = NonNullable<Options['scales']>[string];

export const FONT_SIZE = 12;
/** Below this width of a chart, row labels are cut short. */
const NARROW_PX = 420;
const NARROW_LABEL = 14;

const POINT_STYLES = ['circle', 'rectRot', 'triangle', 'rect'] as const;

/** The shapes that the style sheet gives to the markers of tables and keys. */
export function pointStyle(slot: number): (typeof POINT_STYLES)[number] {
  return POINT_STYLES[slot % POINT_STYLES.length] ?? 'circle';
}

/** `texts[dataset][index]` is what pointing at it says. */
export function baseOptions(theme: Theme, texts: readonly (readonly string[])[], scales: Record<string, ScaleOptions>): Options {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'nearest', intersect: true },
    scales,
    plugins: {
      legend: { display: false },
      tooltip: {
        displayColors: false,
        padding: 8,
        backgroundColor: theme.text,
        bodyColor: theme.surface,
        bodyFont: { family: theme.fontFamily, size: FONT_SIZE },
        callbacks: { title: () => '', label: ({ datasetIndex, dataIndex }) => texts[datasetIndex]?.[dataIndex] ?? '' },
      },
    },
  };
}

export function valueScale(axis: Axis, theme: Theme): ScaleOptions {
  const labels = new Map(axis.ticks.map(({ value, label }) => [value, label]));
  return {
    type: axis.scale,
    min: axis.min,
    max: axis.max,
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = axis.ticks.map(({ value }) => ({ value }));
    },
    title: { display: true, text: axis.title, color: theme.muted, font: { family: theme.fontFamily, size: FONT_SIZE } },
    grid: { color: theme.grid, drawTicks: false },
    border: { display: false },
    ticks: {
      color: theme.muted,
      font: { family: theme.fontFamily, size: FONT_SIZE },
      padding: 6,
      maxRotation: 0,
      autoSkipPadding: 10,
      callback: (value) => labels.get(Number(value)) ?? '',
    },
  };
}

/** Rows from top to bottom, a label of one or two lines each, without lines between. */
export function rowScale(labels: readonly (string | readonly [string, string])[], theme: Theme): ScaleOptions {
  return {
    type: 'linear',
    reverse: true,
    min: -0.5,
    max: labels.length - 0.5,
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = labels.map((_, value) => ({ value }));
    },
    grid: { display: false },
    border: { display: false },
    ticks: {
      autoSkip: false,
      padding: 8,
      color: theme.text,
      font: { family: theme.fontFamily, size: FONT_SIZE },
      callback(value) {
        const label = labels[Number(value)] ?? '';
        return typeof label === 'string' ? fitted(label, this.chart.width) : [...label];
      },
    },
  };
}

function fitted(label: string, chartWidth: number): string {
  return isNarrow(chartWidth) && label.length > NARROW_LABEL ? `${label.slice(0, NARROW_LABEL - 1)}…` : label;
}

export function isNarrow(chartWidth: number): boolean {
  return chartWidth < NARROW_PX;
}
