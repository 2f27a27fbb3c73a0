/** What all charts have in common: axes as the view model wrote them, nothing animated. */
import type { ChartOptions, Scale } from 'chart.js';
import type { Axis } from '../../view-model/chart.js';
import type { Theme } from './theme.js';

type Options = ChartOptions<'scatter' | 'line'>;
export type ScaleOptions = NonNullable<Options['scales']>[string];

export const FONT_SIZE = 12;
/** A shape and how far it is turned, in degrees. */
interface PointShape {
  readonly style: 'circle' | 'rectRot' | 'triangle' | 'rect' | 'cross' | 'star' | 'crossRot';
  readonly rotation: number;
}

const SHAPES: readonly PointShape[] = [
  { style: 'circle', rotation: 0 },
  { style: 'rectRot', rotation: 0 },
  { style: 'triangle', rotation: 0 },
  { style: 'rect', rotation: 0 },
  { style: 'triangle', rotation: 180 },
  { style: 'cross', rotation: 0 },
  { style: 'star', rotation: 0 },
  { style: 'crossRot', rotation: 0 },
];

/** The shapes that tables, keys and the charts drawn with the page have. */
export function pointShape(slot: number): PointShape {
  return SHAPES[slot % SHAPES.length] ?? { style: 'circle', rotation: 0 };
}

export function baseOptions(scales: Record<string, ScaleOptions>): Options {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'nearest', intersect: true },
    scales,
    plugins: { legend: { display: false } },
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
