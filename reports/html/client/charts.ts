/** Draws the page's charts: those in sight first, all of them soon, and again when the colours of the page change. */
import type { Chart as ChartJs } from 'chart.js';
import type { PageChart as ChartView } from '../../view-model/chart.js';
import { drawable } from './configurations.js';
import { readTheme, type Theme } from './theme.js';

declare global {
  /** Chart.js, from its own script in the same page. */
  var Chart: typeof ChartJs;
}

const drawn = new Map<HTMLCanvasElement, ChartJs>();

function readCharts(): Readonly<Record<string, ChartView>> {
  return JSON.parse(document.getElementById('charts')?.textContent ?? '{}');
}

function draw(canvas: HTMLCanvasElement, charts: Readonly<Record<string, ChartView>>, theme: Theme): void {
  const chart = charts[canvas.dataset['chart'] ?? ''];
  if (chart === undefined || canvas.parentElement === null) return;
  drawn.get(canvas)?.destroy();
  const { configuration, heightPx } = drawable(chart, theme);
  canvas.parentElement.style.height = `${heightPx}px`;
  drawn.set(canvas, new Chart(canvas, configuration));
  canvas.dataset['drawn'] = 'true';
}

function canvases(): HTMLCanvasElement[] {
  return [...document.querySelectorAll<HTMLCanvasElement>('canvas[data-chart]')];
}

/** A few at a time, so that the page stays usable while the rest is drawn. */
function drawInTurn(waiting: readonly HTMLCanvasElement[], charts: Readonly<Record<string, ChartView>>, theme: Theme): void {
  const [now, later] = [waiting.slice(0, 4), waiting.slice(4)];
  for (const canvas of now) if (!drawn.has(canvas)) draw(canvas, charts, theme);
  if (later.length > 0) setTimeout(() => drawInTurn(later, charts, theme));
}

function redraw(charts: Readonly<Record<string, ChartView>>): void {
  const theme = readTheme();
  for (const canvas of canvases()) draw(canvas, charts, theme);
}

/** On paper everything is open, light and drawn. */
function preparePrinting(charts: Readonly<Record<string, ChartView>>): void {
  const folded = () => [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open])')];
  let opened: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    document.documentElement.classList.add('printing');
    opened = folded();
    for (const details of opened) details.open = true;
    redraw(charts);
  });
  addEventListener('afterprint', () => {
    document.documentElement.classList.remove('printing');
    for (const details of opened) details.open = false;
    redraw(charts);
  });
}

export function startCharts(): void {
  const charts = readCharts();
  drawInTurn(canvases(), charts, readTheme());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw(charts));
  preparePrinting(charts);
}
