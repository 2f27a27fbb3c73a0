/** The formats in which several runs can be shown: one line each, loaded when used. */
import type { ReportFile } from '../reporter.js';
import type { RunsInput } from './input.js';

interface RunsReporter {
  /** As given to `report --format`. */
  readonly id: string;
  readonly load: () => Promise<(input: RunsInput) => ReportFile>;
}

const BASE_NAME = 'report-runs';

export const runsReporters: readonly RunsReporter[] = [
  {
    id: 'html',
    load: async () => {
      const { renderRunsPage } = await import('./html.js');
      return (input) => ({ path: `${BASE_NAME}.html`, content: renderRunsPage(input) });
    },
  },
  {
    id: 'md',
    load: async () => {
      const { renderRunsMarkdown } = await import('./markdown.js');
      return (input) => ({ path: `${BASE_NAME}.md`, content: renderRunsMarkdown(input) });
    },
  },
];
