/** Chart.js and what draws with it: a script of its own, which the page unpacks when the first of its charts comes near the screen. */
import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
} from 'chart.js';
import type { PageChart } from '../../view-model/chart.js';
import { configure, listTexts } from './configurations.js';
import { SvgRecorder } from './svg-recorder.js';
import type { Theme } from './theme.js';

Chart.register(Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, ScatterController);

/** A chart on its canvas, which holds no other. */
export interface DrawnChart {
  /** Paints it again, as where its limit stands elsewhere. */
  repaint(): void;
  remove(): void;
  /** As drawn just now, in the canvas' CSS pixels. */
  toSvg(): SVGElement;
  /** What is said of the point that the pointer is on; empty where there is none. */
  hintAt(event: MouseEvent): string;
  /** Value on the horizontal axis at so many pixels from the canvas' left edge; the nearest where that is beyond the axis. */
  valueAt(leftPx: number): number;
}

/** `readLimit`: where the reader's limit stands; only asked of curves. */
export type Draw = (canvas: HTMLCanvasElement, view: PageChart, theme: Theme, readLimit: () => number) => DrawnChart;

const draw: Draw = (canvas, view, theme, readLimit) => {
  const chart = new Chart(canvas, configure(view, theme, readLimit));
  const texts = listTexts(view);
  return {
    repaint: () => chart.draw(),
    remove: () => chart.destroy(),
    toSvg: () => record(canvas, view, theme, readLimit),
    hintAt: (event) => {
      const { mode = 'nearest', intersect = true } = chart.options.interaction ?? {};
      const [found] = chart.getElementsAtEventForMode(event, mode, { intersect }, false);
      return found === undefined ? '' : (texts[found.datasetIndex]?.[found.index] ?? '');
    },
    valueAt: (leftPx) => {
      const axis = chart.scales['x'];
      return axis?.getValueForPixel(Math.min(Math.max(leftPx, axis.left), axis.right)) ?? 0;
    },
  };
};

/** Draws the chart once more, on a canvas that nobody sees and that writes down what is drawn on it. */
function record(shown: HTMLCanvasElement, view: PageChart, theme: Theme, readLimit: () => number): SVGElement {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('the browser gives no canvas to draw on');
  Object.assign(canvas, { width: shown.clientWidth, height: shown.clientHeight });
  const recorder = new SvgRecorder(context);
  Object.defineProperty(canvas, 'getContext', { value: () => recorder.context });
  const { options, ...rest } = configure(view, theme, readLimit);
  new Chart(canvas, { ...rest, options: { ...options, responsive: false, devicePixelRatio: 1 } }).destroy();
  return recorder.root;
}

globalThis.drawTwinbenchChart = draw;
