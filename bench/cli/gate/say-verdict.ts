/** A verdict for people at a terminal: what blocks in full, the rest counted, and the one line that decides. */
import Table from 'cli-table3';
import { changeWords } from '../../analysis/gate/words.js';
import type { GateMetric, GateVerdict } from '../../contract/verdict.js';
import type { NoiseFloor } from '../noise-floor-store.js';

const MARKS: Readonly<Record<GateMetric['status'], string>> = {
  pass: 'pass',
  regressed: 'REGRESSED',
  unconfirmed: 'worse, unconfirmed',
  accepted: 'worse, accepted',
  undecided: 'undecided',
  'not-comparable': 'not comparable',
  failed: 'failed',
};

export function renderVerdict(verdict: GateVerdict, floors: readonly NoiseFloor[] = []): string {
  const blocking = verdict.metrics.filter(({ gate }) => gate === 'block');
  const shown = blocking.length > 0 ? blocking : verdict.metrics;
  const others = verdict.metrics.length - shown.length;
  return [
    ...(shown.length > 0 ? [table(shown, floors)] : []),
    ...(others > 0 ? [`${String(others)} more that do not block; all are in the verdict.`] : []),
    ...listed('missing', verdict.missing),
    ...listed('not comparable', verdict.notComparable),
    ...listed('new', verdict.added),
    ...verdict.warnings.map(({ message, hint }) => `Warning: ${message} ${hint}`),
    `${verdict.exitName} (exit code ${String(verdict.exitCode)}): ${verdict.reason}`,
  ].join('\n');
}

function table(metrics: readonly GateMetric[], floors: readonly NoiseFloor[]): string {
  const rows = new Table({
    head: ['what blocks', 'change', 'interval', 'n', 'verdict', ...(floors.length > 0 ? ['A/A on this host'] : [])],
    style: { head: [], border: [] },
  });
  for (const metric of metrics) {
    const { id, effect, interval, scale, baseline, candidate, pairs, status } = metric;
    const floor = floors.find((one) => one.metricId === metric.metricId && one.environmentId === metric.environmentId);
    rows.push([
      id,
      effect === undefined ? '' : changeWords(effect, scale),
      interval === undefined ? '' : `${changeWords(interval.low, scale)} … ${changeWords(interval.high, scale)}`,
      pairs === undefined ? `${String(baseline.n)} + ${String(candidate.n)}` : `${String(pairs)} pairs`,
      MARKS[status],
      ...(floors.length > 0 ? [floor === undefined ? '' : `±${(100 * floor.effect95).toPrecision(2)} %`] : []),
    ]);
  }
  return rows.toString();
}

function listed(title: string, ones: readonly { readonly id: string; readonly because: string }[]): string[] {
  const shown = ones.slice(0, 10).map(({ id, because }) => `  ${id}: ${because}`);
  const rest = ones.length > shown.length ? [`  and ${String(ones.length - shown.length)} more`] : [];
  return ones.length === 0 ? [] : [`${title}:`, ...shown, ...rest];
}
