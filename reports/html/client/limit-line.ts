/** The reader's limit: a line on the curves that pointer and keyboard move, and what each curve says about it. */
import type { Plugin } from 'chart.js';
import type { CurveChart } from '../../view-model/chart.js';
import { formatNumber } from '../../view-model/quantity.js';
import { line } from './drawing.js';
import { findChart } from './drawn.js';
import type { Theme } from './theme.js';

/** So finely the slider moves. */
const STEPS = 400;

/** Where the limit of a chart stands, in the unit of its axis. */
const limits = new WeakMap<HTMLCanvasElement, number>();

export function limitLine(theme: Theme): Plugin {
  return {
    id: 'limit',
    afterDatasetsDraw({ ctx: context, canvas, scales: { x, y } }) {
      const limit = limits.get(canvas);
      if (limit === undefined || x === undefined || y === undefined) return;
      const at = x.getPixelForValue(limit);
      context.save();
      context.strokeStyle = theme.text;
      context.fillStyle = theme.text;
      context.lineWidth = 1.5;
      line(context, [at, y.top - 2], [at, y.bottom]);
      context.beginPath();
      context.arc(at, y.top, 5, 0, 2 * Math.PI);
      context.fill();
      context.restore();
    },
  };
}

/** Adds the slider under the chart, and words that say what share of each curve keeps the limit. */
export function addLimit(canvas: HTMLCanvasElement, view: CurveChart, redraw: () => void): void {
  const { slider, words, element } = makeControls(view);
  const show = (limit: number) => {
    limits.set(canvas, limit);
    const limitWords = `${formatNumber(limit)}\u00a0${view.unit}`;
    slider.setAttribute('aria-valuetext', limitWords);
    words.textContent = `Within ${limitWords}: ${view.series.map((one) => describe(one, limit)).join(', ')} of ${view.noun}.`;
    redraw();
  };
  slider.addEventListener('input', () => show(placeToValue(view, Number(slider.value) / STEPS)));
  followPointer(canvas, (limit) => {
    slider.value = String(Math.round(valueToPlace(view, limit) * STEPS));
    show(limit);
  });
  slider.value = String(Math.round(valueToPlace(view, view.limit) * STEPS));
  canvas.closest('.chart')?.after(element);
  show(view.limit);
}

function makeControls({ noun }: CurveChart) {
  const element = document.createElement('div');
  const label = document.createElement('label');
  const slider = document.createElement('input');
  const words = document.createElement('p');
  element.className = 'limit';
  Object.assign(slider, { type: 'range', min: '0', max: String(STEPS) });
  label.append(`Limit for ${noun}`, slider);
  words.setAttribute('role', 'status');
  element.append(label, words);
  return { element, slider, words };
}

/** A limit that nearly all keep, and not all, is not rounded to all. */
function describe({ label, n, values, shares }: CurveChart['series'][number], limit: number): string {
  const place = values.findLastIndex((value) => value <= limit);
  const share = shares[place] ?? 0;
  const shown = share === 100 || share === 0 ? String(share) : formatNumber(Math.min(share, 99.9), share >= 99 ? 3 : 2);
  return `${label} ${shown}\u00a0% (n\u00a0=\u00a0${n.toLocaleString('en-US')})`;
}

/** `place`: 0 at the axis' start, 1 at its end. */
function placeToValue({ x: { scale, min, max } }: CurveChart, place: number): number {
  return scale === 'logarithmic' ? min * (max / min) ** place : min + (max - min) * place;
}

function valueToPlace({ x: { scale, min, max } }: CurveChart, value: number): number {
  return scale === 'logarithmic' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
}

/** Touching the chart moves the line there; sliding on it up and down still scrolls the page. */
function followPointer(canvas: HTMLCanvasElement, move: (limit: number) => void): void {
  const follow = (event: PointerEvent) => {
    const axis = findChart(canvas)?.scales['x'];
    if (axis === undefined) return;
    const at = event.clientX - canvas.getBoundingClientRect().left;
    const value = axis.getValueForPixel(Math.min(Math.max(at, axis.left), axis.right));
    if (value !== undefined) move(value);
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    follow(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) follow(event);
  });
}
