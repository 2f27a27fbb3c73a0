/** The page of a trend: one file that needs nothing else, opens from disk and asks for nothing. */
import type { TrendDocument } from '../../bench/contract/trend.js';
import { readAssets } from '../html/assets.js';
import { compile } from '../html/compile.js';
import { contentSecurityPolicy, inlineData } from '../html/inline.js';
import type { TrendView } from './model.js';
import { buildTrendView } from './view-model.js';

/** Pure but for the templates that it reads: the same document gives the same bytes. */
export function renderTrendPage(document: TrendDocument): string {
  const assets = readAssets({ page: 'trend.hbs', styles: ['page.css', 'charts.css', 'trend.css'], script: 'trend-client.js' });
  const view = buildTrendView(document);
  return compile(assets)({
    view,
    licences: assets.licences,
    policy: contentSecurityPolicy([...assets.scripts, assets.packed], [assets.style]),
    style: assets.style.content,
    scripts: assets.scripts.map(({ content }) => content),
    packed: assets.packed.content,
    charts: inlineData(collectCharts(view)),
  });
}

function collectCharts({ metrics }: TrendView): Record<string, TrendView['metrics'][number]['figures'][number]['chart']> {
  return Object.fromEntries(metrics.flatMap(({ figures }) => figures.map(({ id, chart }) => [id, chart])));
}
