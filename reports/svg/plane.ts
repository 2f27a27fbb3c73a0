/**
 * Where values stand. Lengths along an axis are percentages of the width, so that a chart fills any page without its text or its marks growing or
 * shrinking with it; heights are CSS pixels.
 */
import type { Axis } from '../view-model/chart.js';
import { element, text } from './markup.js';

/** Below this width a chart has no room on any page that is looked at: 320 px less margins. */
const MIN_WIDTH_PX = 250;
/** Widths from which something is shown; the style sheet has a class for each. */
const FITS_PX = [300, 360, 440, 520, 600, 700, 850] as const;
const TICK_CHARACTER_PX = 6.2;
const TICK_GAP_PX = 12;
/** Tick labels and the axis' title, under the rows. */
const AXIS_PX = 38;
/** A label nearer to an end than this is aligned with it, so that it does not reach beyond the chart. */
const END_SHARE = 0.04;

/** 0 at the axis' start, 1 at its end; beyond it the end. */
export function findShare({ scale, min, max }: Axis, value: number): number {
  const place = (of: number) => (scale === 'logarithmic' ? Math.log(Math.max(of, Number.MIN_VALUE)) : of);
  const share = (place(value) - place(min)) / (place(max) - place(min));
  return Number.isFinite(share) ? Math.min(Math.max(share, 0), 1) : 0;
}

export function isBeyond({ min, max }: Axis, value: number): boolean {
  return value < min || value > max;
}

/** `45.3%`. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`;
}

/** Class of what needs this much room; undefined where it never has it, empty where it always does. */
export function fitClass(neededPx: number): string | undefined {
  if (neededPx <= MIN_WIDTH_PX) return '';
  const px = FITS_PX.find((one) => one >= neededPx);
  return px === undefined ? undefined : `fit-${px}`;
}

/** Everything is placed in a frame of this height; rows above, the axis below. */
export function frame(rowsPx: number, axis: Axis, children: readonly string[]): string {
  const height = rowsPx + AXIS_PX;
  const attributes = { class: 'drawing', width: '100%', height, 'aria-hidden': 'true' };
  return element('svg', attributes, [...grid(rowsPx, axis), ...children]);
}

function grid(rowsPx: number, axis: Axis): string[] {
  const lines = axis.ticks.map(({ value }) => {
    const x = percent(findShare(axis, value));
    return element('line', { x1: x, x2: x, y2: rowsPx });
  });
  return [...lines, ...tickLabels(rowsPx, axis), text({ class: 'axis', x: '50%', y: rowsPx + 33 }, axis.title)];
}

/** Those that would touch on a narrow page are shown from the width on at which they no longer do. */
function tickLabels(rowsPx: number, axis: Axis): string[] {
  const placed = axis.ticks.map(({ value, label }) => ({ share: findShare(axis, value), label }));
  const widths = placed.map((_, index) => roomyWidth(placed, index));
  return placed.flatMap(({ share, label }, index) => {
    const fit = fitClass(widths[index] ?? 0);
    if (fit === undefined) return [];
    const end = share < END_SHARE ? 'start' : share > 1 - END_SHARE ? 'end' : '';
    return [text({ class: `tick ${end} ${fit}`.trim().replaceAll('  ', ' '), x: percent(share), y: rowsPx + 16 }, label)];
  });
}

interface PlacedLabel {
  readonly share: number;
  readonly label: string;
}

/** First, last and every second label are kept longest: an odd one needs room for both of its neighbours, an even one for the next even ones. */
function roomyWidth(placed: readonly PlacedLabel[], index: number): number {
  const isKeptLongest = index % 2 === 0;
  const neighbours = isKeptLongest ? [index - 2, index + 2] : [index - 1, index + 1];
  const own = placed[index];
  if (own === undefined || (index === 0 && placed.length < 2)) return 0;
  return Math.max(0, ...neighbours.flatMap((place) => distanceNeed(own, placed[place])));
}

/** Width of a chart in which the two labels do not touch. */
function distanceNeed(a: PlacedLabel, b: PlacedLabel | undefined): number[] {
  if (b === undefined) return [];
  const px = ((a.label.length + b.label.length) / 2) * TICK_CHARACTER_PX + TICK_GAP_PX;
  return [px / Math.max(Math.abs(a.share - b.share), 1e-6)];
}
