/** The reader's limit on curves: moved by pointer on the chart or by the slider under it, and what share of each curve keeps it. */
import type { CurveChart } from '../../view-model/chart.js';
import { formatNumber } from '../../view-model/quantity.js';
import type { DrawnChart } from './charting.js';

/** So finely the slider moves. */
const STEPS = 400;
/** A limit that nearly all keep, and not all, is not rounded to all. */
const MOST_PERCENT = 99.9;

export interface Limit {
  /** In the unit of the axis. */
  read(): number;
}

export function makeLimit(canvas: HTMLCanvasElement, view: CurveChart, findChart: () => DrawnChart | undefined): Limit {
  const { slider, words } = addControls(view, canvas.closest('.chart')?.querySelector('.limit') ?? null);
  let limit = view.limit;
  const show = (value: number) => {
    limit = value;
    const limitWords = `${formatNumber(limit)}\u00a0${view.unit}`;
    slider.setAttribute('aria-valuetext', limitWords);
    words.textContent = `Within ${limitWords}: ${view.series.map((one) => describe(one, limit)).join(', ')} of ${view.noun}.`;
    findChart()?.repaint();
  };
  const move = (value: number) => {
    slider.value = String(Math.round(valueToPlace(view, value) * STEPS));
    show(value);
  };
  slider.addEventListener('input', () => show(placeToValue(view, Number(slider.value) / STEPS)));
  followPointer(canvas, (leftPx) => {
    const value = findChart()?.valueAt(leftPx);
    if (value !== undefined) move(value);
  });
  move(view.limit);
  return { read: () => limit };
}

/** The page keeps a place for them, so that nothing moves. */
function addControls({ noun }: CurveChart, place: Element | null) {
  const label = document.createElement('label');
  const slider = document.createElement('input');
  const words = document.createElement('p');
  Object.assign(slider, { type: 'range', min: '0', max: String(STEPS) });
  label.append(`Limit for ${noun}`, slider);
  words.setAttribute('role', 'status');
  place?.append(label, words);
  return { slider, words };
}

function describe({ label, n, values, shares }: CurveChart['series'][number], limit: number): string {
  const share = shares[values.findLastIndex((value) => value <= limit)] ?? 0;
  const isAllOrNone = share === 100 || share === 0;
  const shown = isAllOrNone ? String(share) : formatNumber(Math.min(share, MOST_PERCENT), share >= 99 ? 3 : 2);
  return `${label} ${shown}\u00a0% (n\u00a0=\u00a0${n.toLocaleString('en-US')})`;
}

/** `place`: 0 at the axis' start, 1 at its end. */
function placeToValue({ x: { scale, min, max } }: CurveChart, place: number): number {
  return scale === 'logarithmic' ? min * (max / min) ** place : min + (max - min) * place;
}

function valueToPlace({ x: { scale, min, max } }: CurveChart, value: number): number {
  return scale === 'logarithmic' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
}

/** Touching the chart moves the limit there; sliding on it up and down still scrolls the page. */
function followPointer(canvas: HTMLCanvasElement, move: (leftPx: number) => void): void {
  const follow = ({ clientX }: PointerEvent) => move(clientX - canvas.getBoundingClientRect().left);
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    follow(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) follow(event);
  });
}
