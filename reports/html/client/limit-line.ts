/** The reader's limit as a line across the curves. */
import type { Plugin } from 'chart.js';
import { line } from './drawing.js';
import type { Theme } from './theme.js';

const LINE_PX = 1.5;
const GRIP_PX = 5;

export function limitLine(readLimit: () => number, theme: Theme): Plugin {
  return {
    id: 'limit',
    afterDatasetsDraw({ ctx: context, scales: { x, y } }) {
      if (x === undefined || y === undefined) return;
      const at = x.getPixelForValue(readLimit());
      context.save();
      context.strokeStyle = theme.text;
      context.fillStyle = theme.text;
      context.lineWidth = LINE_PX;
      line(context, [at, y.top], [at, y.bottom]);
      context.beginPath();
      context.arc(at, y.top, GRIP_PX, 0, 2 * Math.PI);
      context.fill();
      context.restore();
    },
  };
}
