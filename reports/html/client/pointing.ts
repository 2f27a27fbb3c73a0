/** Says what a mark of a chart stands for when the pointer is near it. */
import type { Hints } from '../../view-model/chart.js';

/** Nobody aims better at a point. */
const REACH_PX = 16;
const DISTANCE_PX = 12;

export interface Sources {
  /** Of a figure whose chart is drawn with the page. */
  readonly findHints: (figureId: string) => Promise<Hints | undefined>;
  /** What a chart on a canvas says of where the pointer is. */
  readonly readCanvas: (canvas: HTMLCanvasElement, event: MouseEvent) => string;
}

export function startPointing(sources: Sources): void {
  const bubble = document.createElement('div');
  bubble.className = 'bubble';
  bubble.setAttribute('aria-hidden', 'true');
  bubble.hidden = true;
  document.body.append(bubble);
  document.addEventListener('pointermove', (event) => void point(event, bubble, sources), { passive: true });
}

async function point(event: PointerEvent, bubble: HTMLElement, sources: Sources): Promise<void> {
  const words = await findWords(event, sources);
  bubble.textContent = words;
  bubble.hidden = words === '';
  if (!bubble.hidden) place(bubble, event.clientX, event.clientY);
}

async function findWords(event: PointerEvent, { findHints, readCanvas }: Sources): Promise<string> {
  const { target, clientX, clientY } = event;
  if (target instanceof HTMLCanvasElement) return readCanvas(target, event);
  const drawing = target instanceof Element ? target.closest('svg.drawing') : null;
  const hints = drawing === null ? undefined : await findHints(drawing.closest('figure')?.id ?? '');
  return drawing === null || hints === undefined ? '' : findNearest(drawing, hints, clientX, clientY);
}

/** Marks and hints are in the same order. */
function findNearest(drawing: Element, { hints }: Hints, x: number, y: number): string {
  const marks = [...drawing.querySelectorAll('use, .part')];
  const distances = marks.map((mark) => distance(mark.getBoundingClientRect(), x, y));
  const nearest = distances.reduce((best, one, index) => (one < (distances[best] ?? Number.POSITIVE_INFINITY) ? index : best), 0);
  return (distances[nearest] ?? Number.POSITIVE_INFINITY) <= REACH_PX ? (hints[nearest] ?? '') : '';
}

/** Of what is not shown nothing is near. */
function distance({ left, right, top, bottom, width, height }: DOMRect, x: number, y: number): number {
  if (width === 0 && height === 0) return Number.POSITIVE_INFINITY;
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
}

/** Beside the pointer, inside the window. */
function place(bubble: HTMLElement, x: number, y: number): void {
  const { width, height } = bubble.getBoundingClientRect();
  const left = Math.min(Math.max(x + DISTANCE_PX, 4), Math.max(innerWidth - width - 4, 4));
  const top = y + DISTANCE_PX + height > innerHeight ? y - DISTANCE_PX - height : y + DISTANCE_PX;
  bubble.style.left = `${left}px`;
  bubble.style.top = `${top}px`;
}
