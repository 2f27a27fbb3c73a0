/** What is to be seen in a chart, in one sentence: its heading. */
import type { MetricDefinition, Summary } from '../../bench/contract/document.js';
import { type Context, comparisonWithBare, isEmulated, listWorkloads } from './context.js';
import type { EnvironmentView } from './model.js';
import { formatNumber } from './quantity.js';
import { capitalize, formatCount } from './text.js';

/** Below it a ratio has two digits: so few pairs say no more. */
const MIN_PAIRS_FOR_DIGITS = 6;
/** Of fewer values all are told. */
const MIN_VALUES_FOR_HALF = 6;

/** ` (emulated)` for a guest whose figures say nothing about hardware virtualization. */
export function emulatedNote(context: Context, { id }: EnvironmentView): string {
  return isEmulated(context, id) ? ' (emulated)' : '';
}

/** First letter large, a full stop at the end; empty stays empty. */
export function sentence(words: string): string {
  return words === '' ? '' : `${capitalize(words)}.`;
}

/** `container 0.97–1.03 times bare, virtual machine 0.006–0.16 times (emulated)`, over the workloads that there are. */
export function ratioFinding(context: Context, metric: MetricDefinition, environments: readonly EnvironmentView[]): string {
  const workloads = listWorkloads(context, metric.id);
  const parts = environments.flatMap((environment) => {
    const found = workloads.flatMap((workloadId) => comparisonWithBare(context, metric.id, environment.id, workloadId) ?? []);
    const ratios = found.flatMap(({ ratio }) => ratio?.estimate ?? []);
    if (ratios.length === 0) return [];
    const digits = Math.min(...found.map(({ n }) => n)) < MIN_PAIRS_FOR_DIGITS ? 2 : 3;
    return [{ environment, words: formatSpan(ratios, digits) }];
  });
  const words = parts.map(
    ({ environment, words: span }, index) =>
      `${environment.name.toLowerCase()} ${span} times${index === 0 ? ' bare' : ''}${emulatedNote(context, environment)}`,
  );
  const over = workloads.length < 2 ? '' : `, over ${formatCount(workloads.length, 'workload')}`;
  return words.length === 0 ? '' : sentence(`${words.join(', ')}${over}`);
}

/** `0.97–1.03`, or one number where both ends read the same. */
function formatSpan(values: readonly number[], digits: number): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => formatNumber(value, digits));
  return low === high ? `${low}` : `${low}–${high}`;
}

/** How far the values of every environment lie from its median: half of them, or all where there are few. */
export function spreadFinding(summaries: readonly Summary[]): string {
  const several = summaries.filter(({ n, median }) => n > 1 && median !== 0);
  if (several.length === 0) return '';
  const isFew = several.some(({ n }) => n < MIN_VALUES_FOR_HALF);
  const shares = several.map(
    ({ median, mad, min, max }) => (isFew ? Math.max(max - median, median - min) : mad) / Math.abs(median),
  );
  return `${isFew ? 'All values' : 'Half of the values'} within ${formatShare(Math.max(...shares))} of their median.`;
}

/** Two digits: `3.1 %`. */
export function formatShare(share: number): string {
  return `${formatNumber(share * 100, 2)}\u00a0%`;
}
