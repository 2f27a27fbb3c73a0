/** The HTML reporter: one file that needs nothing else, opens from disk and asks for nothing. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import type { Requirements } from '../../bench/contract/requirements.js';
import { viewDecision } from '../decision/decision-view.js';
import type { Reporter } from '../reporter.js';
import { listHints } from '../svg/hints.js';
import { type Hints, isScripted, type ScriptedChart } from '../view-model/chart.js';
import type { ViewModel } from '../view-model/model.js';
import { buildViewModel } from '../view-model/view-model.js';
import { readAssets } from './assets.js';
import { compile } from './compile.js';
import { contentSecurityPolicy, inlineData, packData } from './inline.js';

export const htmlReporter: Reporter = {
  render: (document, { baseName, requirements }) => [{ path: `${baseName}.html`, content: renderHtml(document, requirements) }],
};

function renderHtml(document: ResultsDocument, requirements: Requirements | undefined): string {
  const assets = readAssets();
  const view = buildViewModel(document);
  const decision = viewDecision(document, requirements);
  return compile(assets)({
    view,
    decision: { ...decision, factsJson: inlineData(decision.facts) },
    licences: assets.licences,
    policy: contentSecurityPolicy([...assets.scripts, assets.packed], [assets.style]),
    style: assets.style.content,
    scripts: assets.scripts.map(({ content }) => content),
    packed: assets.packed.content,
    charts: packData(collectCharts(view)),
    filters: inlineData(view.filters),
  });
}

/** Figure id → the chart, of those that the page's script draws; of the others what is said of their marks. */
function collectCharts({ sections }: ViewModel): Record<string, ScriptedChart | Hints> {
  const figures = sections.flatMap(({ groups }) => groups.flatMap((group) => group.figures));
  return Object.fromEntries(
    figures.map(({ id, chart }) => [id, isScripted(chart) ? chart : { kind: 'hints', hints: listHints(chart) }]),
  );
}
