/** Says what a mark of a drawn chart stands for when the pointer is near it. */
import type { Hints } from '../../view-model/chart.js';

/** Nobody aims better at a point. */
const REACH_PX = 16;
const DISTANCE_PX = 12;

/** Charts by figure; those without hints say nothing. */
export function startPointing(findHints: (figureId: string) => Promise<Hints | undefined>): void {
  const bubble = document.createElement('div');
  bubble.className = 'bubble';
  bubble.setAttribute('aria-hidden', 'true');
  bubble.hidden = true;
  document.body.append(bubble);
  document.addEventListener('pointermove', (event) => void point(event, bubble, findHints), { passive: true });
}

async function point(
  { target, clientX, clientY }: PointerEvent,
  bubble: HTMLElement,
  findHints: (figureId: string) => Promise<Hints | undefined>,
): Promise<void> {
  const drawing = target instanceof Element ? target.closest('svg.drawing') : null;
  const hints = drawing === null ? undefined : await findHints(drawing.closest('figure')?.id ?? '');
  const words = drawing === null || hints === undefined ? '' : findWords(drawing, hints, clientX, clientY);
  bubble.textContent = words;
  bubble.hidden = words === '';
  if (!bubble.hidden) place(bubble, clientX, clientY);
}

/** Marks and hints are in the same order. */
function findWords(drawing: Element, { hints }: Hints, x: number, y: number): string {
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
