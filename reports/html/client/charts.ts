/** Draws the page's interactive charts: each when it comes near the screen, and again when the colours of the page change. */
import type { PageChart as ChartView } from '../../view-model/chart.js';
import type { Draw, DrawnChart } from './charting.js';
import { type Limit, makeLimit } from './limit.js';
import { startPointing } from './pointing.js';
import { startSaving } from './saving.js';
import { readTheme, type Theme } from './theme.js';
import { unpackCharting, unpackViews, type Views } from './unpack.js';

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

function draw(canvas: HTMLCanvasElement, views: Views, drawChart: Draw): void {
  const view = views[canvas.dataset['chart'] ?? ''];
  const last = drawn.get(canvas);
  if (view === undefined || view.kind === 'hints' || last?.theme === currentTheme()) return;
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

async function drawAll(of: Iterable<HTMLCanvasElement>): Promise<void> {
  const [drawChart, views] = await Promise.all([unpackCharting(), unpackViews()]);
  if (drawChart !== undefined) for (const canvas of of) draw(canvas, views, drawChart);
}

/** What is far from the screen waits until it comes near. */
function redraw(): void {
  theme = undefined;
  void drawAll(near);
}

function watch(): void {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!(target instanceof HTMLCanvasElement)) continue;
        if (isIntersecting) near.add(target);
        else near.delete(target);
      }
      if (near.size > 0) void drawAll(near);
    },
    { rootMargin: '300px' },
  );
  for (const canvas of canvases()) observer.observe(canvas);
}

/** On paper everything that is open is light and drawn. Printing waits for nothing: what is not unpacked by then stays out. */
async function preparePrinting(): Promise<void> {
  const root = document.documentElement;
  const [drawChart, views] = await Promise.all([unpackCharting(), unpackViews()]);
  addEventListener('beforeprint', () => {
    root.classList.add('printing');
    theme = undefined;
    const open = canvases().filter((canvas) => canvas.offsetParent !== null);
    if (drawChart !== undefined) for (const canvas of open) draw(canvas, views, drawChart);
  });
  addEventListener('afterprint', () => {
    root.classList.remove('printing');
    redraw();
  });
}

export function startCharts(): void {
  watch();
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
    matchMedia(query).addEventListener('change', redraw);
  setTimeout(() => void preparePrinting(), IDLE_MS);
  startSaving((canvas) => drawn.get(canvas)?.chart.toSvg());
  startPointing({
    findHints: async (figureId) => {
      const view = (await unpackViews())[figureId];
      return view?.kind === 'hints' ? view : undefined;
    },
    readCanvas: (canvas, event) => drawn.get(canvas)?.chart.hintAt(event) ?? '',
  });
}
