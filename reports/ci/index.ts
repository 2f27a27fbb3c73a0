/** The reporters of a gate's verdict, loaded when used. verdict.json itself is none: the gate always writes it. */
import type { VerdictReporter } from './verdict-reporter.js';

export interface VerdictReporterEntry {
  /** As given to `gate --format`. */
  readonly id: string;
  readonly title: string;
  readonly load: () => Promise<VerdictReporter>;
}

export const verdictReporters: readonly VerdictReporterEntry[] = [
  {
    id: 'summary',
    title: 'Markdown for a job summary, at most 900 KiB',
    load: async () => (await import('./summary.js')).summaryReporter,
  },
  {
    id: 'comment',
    title: 'Markdown for one comment on a pull or merge request, at most 20 KB',
    load: async () => (await import('./comment.js')).commentReporter,
  },
  {
    id: 'junit',
    title: 'JUnit XML, one test case for each metric',
    load: async () => (await import('./junit.js')).junitReporter,
  },
  {
    id: 'annotations',
    title: "workflow commands for GitHub's annotations",
    load: async () => (await import('./annotations.js')).annotationsReporter,
  },
  {
    id: 'text',
    title: 'the table of the terminal, without colours',
    load: async () => (await import('../terminal/verdict.js')).verdictTextReporter,
  },
];
