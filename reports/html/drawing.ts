/** What stands in a figure's frame: a chart that is drawn with the page, or a place where the page's script draws one. */

import { draw } from '../svg/draw.js';
import { element, escapeXml } from '../svg/markup.js';
import type { Chart } from '../view-model/chart.js';

const WITHOUT_SCRIPT = 'This chart needs JavaScript; the table has its figures.';

interface Drawable {
  readonly id: string;
  readonly chart: Chart;
}

/** Markup, its texts escaped. */
export function drawing({ id, chart }: Drawable): string {
  return draw(chart) ?? plot(id, isLow(chart) ? 'low' : chart.kind);
}

/** The frame has its height from the style sheet, so that nothing moves when the script draws. */
function plot(id: string, kind: string): string {
  const hint = element('noscript', {}, [element('p', {}, [escapeXml(WITHOUT_SCRIPT)])]);
  const frame = element('div', { class: `plot plot-${kind}` }, [`<canvas data-chart="${escapeXml(id)}"></canvas>`, hint]);
  return kind === 'curve' ? `${frame}<div class="limit"></div>` : frame;
}

function isLow(chart: Chart): boolean {
  return chart.kind === 'lines' && chart.isLow;
}
