/** Draws the page's interactive charts: each when it comes near the screen, and again when the colours of the page change. */
import type { PageChart as ChartView } from '../../view-model/chart.js';
import { Chart } from './charting.js';
import { configure } from './configurations.js';
import { findChart, setChart } from './drawn.js';
import { addLimit } from './limit-line.js';
import { startSaving } from './saving.js';
import { readTheme, type Theme } from './theme.js';

type Views = Readonly<Record<string, ChartView>>;

/** Colours in which a canvas was drawn; none where it must be drawn anew. */
const drawnIn = new WeakMap<HTMLCanvasElement, Theme>();
/** Canvases near the screen. */
const near = new Set<HTMLCanvasElement>();
let theme: Theme | undefined;

function currentTheme(): Theme {
  theme ??= readTheme();
  return theme;
}

function readViews(): Views {
  return JSON.parse(document.getElementById('charts')?.textContent ?? '{}');
}

function draw(canvas: HTMLCanvasElement, views: Views): void {
  const view = views[canvas.dataset['chart'] ?? ''];
  if (view === undefined || drawnIn.get(canvas) === currentTheme()) return;
  findChart(canvas)?.destroy();
  drawnIn.set(canvas, currentTheme());
  setChart(canvas, new Chart(canvas, configure(view, currentTheme())));
  if (view.kind === 'curve' && canvas.dataset['drawn'] === undefined) addLimit(canvas, view, () => findChart(canvas)?.draw());
  canvas.dataset['drawn'] = 'true';
}

function canvases(): HTMLCanvasElement[] {
  return [...document.querySelectorAll<HTMLCanvasElement>('canvas[data-chart]')];
}

/** What is far from the screen waits until it comes near. */
function redraw(views: Views): void {
  theme = undefined;
  for (const canvas of near) draw(canvas, views);
}

function watch(views: Views): void {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!(target instanceof HTMLCanvasElement)) continue;
        if (isIntersecting) near.add(target);
        else near.delete(target);
        if (isIntersecting) draw(target, views);
      }
    },
    { rootMargin: '300px' },
  );
  for (const canvas of canvases()) observer.observe(canvas);
}

/** On paper everything that is open is light and drawn. */
function preparePrinting(views: Views): void {
  const root = document.documentElement;
  addEventListener('beforeprint', () => {
    root.classList.add('printing');
    theme = undefined;
    for (const canvas of canvases()) if (canvas.offsetParent !== null) draw(canvas, views);
  });
  addEventListener('afterprint', () => {
    root.classList.remove('printing');
    redraw(views);
  });
}

export function startCharts(): void {
  const views = readViews();
  watch(views);
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
    matchMedia(query).addEventListener('change', () => redraw(views));
  preparePrinting(views);
  startSaving(views);
}
