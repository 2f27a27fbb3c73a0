/** The page of several runs: one file that needs nothing else, and no script. */
import { readAssets } from '../html/assets.js';
import { compile } from '../html/compile.js';
import { contentSecurityPolicy } from '../html/inline.js';
import type { RunsInput } from './input.js';
import { buildRunsView } from './view-model.js';

export function renderRunsPage(input: RunsInput): string {
  const assets = readAssets({
    page: 'runs.hbs',
    styles: ['page.css', 'answer.css', 'charts.css', 'runs.css'],
    script: null,
  });
  return compile(assets)({
    view: buildRunsView(input),
    policy: contentSecurityPolicy([], [assets.style]),
    style: assets.style.content,
  });
}
