/** Charts that are drawn when the page is made: they need no script, and print as sharp as text. Pure: chart in, markup out. */
import { type Chart, isScripted } from '../view-model/chart.js';
import { dots } from './dots.js';
import { stack } from './stack.js';
import { strip } from './strip.js';

/** Undefined for those that the page's script draws. */
export function draw(chart: Chart): string | undefined {
  if (isScripted(chart)) return undefined;
  switch (chart.kind) {
    case 'stack':
      return stack(chart);
    case 'dots':
      return dots(chart);
    case 'strip':
      return strip(chart);
  }
}
