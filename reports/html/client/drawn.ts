/** Which chart is drawn on which canvas. */
import type { Chart } from 'chart.js';

const charts = new WeakMap<HTMLCanvasElement, Chart>();

/** A new one takes the place of the last. */
export function setChart(canvas: HTMLCanvasElement, chart: Chart): void {
  charts.set(canvas, chart);
}

export function findChart(canvas: HTMLCanvasElement): Chart | undefined {
  return charts.get(canvas);
}
