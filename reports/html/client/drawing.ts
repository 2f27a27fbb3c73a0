/** What Chart.js does not draw by itself. */
import type { Chart, Plugin, Scale } from 'chart.js';
import type { Theme } from './theme.js';

interface Plane {
  readonly context: CanvasRenderingContext2D;
  readonly x: Scale;
  readonly y: Scale;
}

/** Draws under the points, clipped to the chart's area. */
export function under(id: string, draw: (plane: Plane, chart: Chart) => void): Plugin {
  return {
    id,
    beforeDatasetsDraw(chart) {
      const plane = findPlane(chart);
      plane.context.save();
      draw(plane, chart);
      plane.context.restore();
    },
  };
}

function findPlane(chart: Chart): Plane {
  const { x, y } = chart.scales;
  if (x === undefined || y === undefined) throw new Error('the chart has no axes x and y');
  return { context: chart.ctx, x, y };
}

export function line(context: CanvasRenderingContext2D, [x1, y1]: [number, number], [x2, y2]: [number, number]): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

export function levelLine(value: number, theme: Theme): Plugin {
  return under('level', ({ context, x, y }) => {
    const at = y.getPixelForValue(value);
    context.strokeStyle = theme.muted;
    context.setLineDash([4, 3]);
    line(context, [x.left, at], [x.right, at]);
  });
}
