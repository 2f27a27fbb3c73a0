/** Draws the page's interactive charts: each when it comes near the screen, and again when the colours of the page change. */
import type { PageChart as ChartView } from '../../view-model/chart.js';
import type { Draw, DrawnChart } from './charting.js';
import { type Limit, makeLimit } from './limit.js';
import { startSaving } from './saving.js';
import { readTheme, type Theme } from './theme.js';
import { unpackCharting } from './unpack.js';

type Views = Readonly<Record<string, ChartView>>;

interface Drawn {
  readonly chart: DrawnChart;
  /** In whose colours. */
  readonly theme: Theme;
}

/** Until the page is surely shown. */
const IDLE_MS = 1_500;

const drawn = new Map<HTMLCanvasElement, Drawn>();
const limits = new Map<HTMLCanvasElement, Limit>();
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

function draw(canvas: HTMLCanvasElement, views: Views, drawChart: Draw): void {
  const view = views[canvas.dataset['chart'] ?? ''];
  const last = drawn.get(canvas);
  if (view === undefined || last?.theme === currentTheme()) return;
  last?.chart.remove();
  const limit = view.kind === 'curve' ? findLimit(canvas, view) : undefined;
  const chart = drawChart(canvas, view, currentTheme(), () => limit?.read() ?? 0);
  drawn.set(canvas, { chart, theme: currentTheme() });
  canvas.dataset['drawn'] = 'true';
}

function findLimit(canvas: HTMLCanvasElement, view: Extract<ChartView, { kind: 'curve' }>): Limit {
  const limit = limits.get(canvas) ?? makeLimit(canvas, view, () => drawn.get(canvas)?.chart);
  limits.set(canvas, limit);
  return limit;
}

function canvases(): HTMLCanvasElement[] {
  return [...document.querySelectorAll<HTMLCanvasElement>('canvas[data-chart]')];
}

async function drawAll(of: Iterable<HTMLCanvasElement>, views: Views): Promise<void> {
  const drawChart = await unpackCharting();
  if (drawChart !== undefined) for (const canvas of of) draw(canvas, views, drawChart);
}

/** What is far from the screen waits until it comes near. */
function redraw(views: Views): void {
  theme = undefined;
  void drawAll(near, views);
}

function watch(views: Views): void {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!(target instanceof HTMLCanvasElement)) continue;
        if (isIntersecting) near.add(target);
        else near.delete(target);
      }
      if (near.size > 0) void drawAll(near, views);
    },
    { rootMargin: '300px' },
  );
  for (const canvas of canvases()) observer.observe(canvas);
}

/** On paper everything that is open is light and drawn. Nothing waits there, so what is not yet unpacked stays out. */
function preparePrinting(views: Views): void {
  const root = document.documentElement;
  const drawOpen = () => {
    const drawChart = globalThis.drawTwinbenchChart;
    const open = canvases().filter((canvas) => canvas.offsetParent !== null);
    if (drawChart !== undefined) for (const canvas of open) draw(canvas, views, drawChart);
  };
  addEventListener('beforeprint', () => {
    root.classList.add('printing');
    theme = undefined;
    drawOpen();
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
  // Printing cannot wait for it.
  if (canvases().length > 0) setTimeout(() => void unpackCharting(), IDLE_MS);
}
