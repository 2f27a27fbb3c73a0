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
  Tooltip,
} from 'chart.js';
import type { PageChart } from '../../view-model/chart.js';
import { configure } from './configurations.js';
import type { Theme } from './theme.js';

Chart.register(Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, ScatterController, Tooltip);

/** A chart on its canvas, which holds no other. */
export interface DrawnChart {
  /** Paints it again, as where its limit stands elsewhere. */
  repaint(): void;
  remove(): void;
  /** Value on the horizontal axis at so many pixels from the canvas' left edge; the nearest where that is beyond the axis. */
  valueAt(leftPx: number): number;
}

/** `readLimit`: where the reader's limit stands; only asked of curves. */
export type Draw = (canvas: HTMLCanvasElement, view: PageChart, theme: Theme, readLimit: () => number) => DrawnChart;

const draw: Draw = (canvas, view, theme, readLimit) => {
  const chart = new Chart(canvas, configure(view, theme, readLimit));
  return {
    repaint: () => chart.draw(),
    remove: () => chart.destroy(),
    valueAt: (leftPx) => {
      const axis = chart.scales['x'];
      return axis?.getValueForPixel(Math.min(Math.max(leftPx, axis.left), axis.right)) ?? 0;
    },
  };
};

globalThis.drawTwinbenchChart = draw;
