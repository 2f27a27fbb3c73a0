/** A verdict as Markdown for a job summary, of which GitHub drops whatever exceeds 1 MiB: the status, then what decides, then everything else in folds. */
import type { GateVerdict } from '../../bench/contract/verdict.js';
import { ByteBudget } from '../byte-budget.js';
import { escapeMarkdown } from '../markdown/escape.js';
import { headingLine } from './heading.js';
import { methodSection } from './method.js';
import { worstFirst } from './order.js';
import { metricSection, unpairedSections } from './summary-sections.js';
import type { VerdictReporter, VerdictReportOptions } from './verdict-reporter.js';
import { listRemarks, sentence } from './words.js';

/** Below GitHub's 1 MiB for one step, which other commands of it share. */
export const MAX_SUMMARY_BYTES = 900 * 1024;

export const summaryReporter: VerdictReporter = {
  render: (verdict, options) => [
    { path: `${options.baseName}-summary.md`, content: renderSummary(verdict, { ...options, maxBytes: MAX_SUMMARY_BYTES }) },
  ],
};

export interface SummaryOptions extends Pick<VerdictReportOptions, 'command'> {
  /** Of UTF-8. Rows that do not fit are counted in their place; the status, the reason and the method are there in any case, some 20 KiB at worst. */
  readonly maxBytes: number;
}

/** Ends with a newline. */
export function renderSummary(verdict: GateVerdict, { maxBytes, command }: SummaryOptions): string {
  const budget = new ByteBudget(maxBytes - FRAME_BYTES);
  const head = budget.spend(findHead(verdict));
  const method = budget.spend(methodSection(verdict, command, escapeMarkdown));
  const metrics = worstFirst(verdict.metrics);
  const blocks = [
    head,
    ...metricSection('block', metrics, budget),
    ...unpairedSections(verdict, budget),
    ...(['warn', 'advisory', 'off'] as const).flatMap((gate) => metricSection(gate, metrics, budget)),
    method,
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** For headings, folds and the sentences about what was left out, of all sections together. */
const FRAME_BYTES = 4_096;

function findHead(verdict: GateVerdict): string {
  const others = verdict.findings
    .slice(1)
    .map(({ exitName, because }) => `- ${escapeMarkdown(`${exitName}: ${sentence(because)}`)}`);
  const warnings = listRemarks(verdict)
    .slice(0, MAX_WARNINGS)
    .map((remark) => `> ${escapeMarkdown(remark)}`);
  return [
    headingLine(verdict),
    escapeMarkdown(sentence(verdict.reason)),
    ...(others.length === 0 ? [] : [others.slice(0, MAX_FINDINGS).join('\n')]),
    ...(warnings.length === 0 ? [] : [`> [!WARNING]\n${warnings.join('\n>\n')}`]),
  ].join('\n\n');
}

const MAX_FINDINGS = 5;
const MAX_WARNINGS = 5;
