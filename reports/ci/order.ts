/** What a reader of a verdict sees first. */
import type { GateMetric, MetricStatus } from '../../bench/contract/verdict.js';

const GATES: readonly GateMetric['gate'][] = ['block', 'warn', 'advisory', 'off'];
const STATUSES: readonly MetricStatus[] = [
  'regressed',
  'failed',
  'unconfirmed',
  'not-comparable',
  'undecided',
  'accepted',
  'pass',
];
const VERDICTS: readonly GateMetric['verdict']['status'][] = ['worse', 'inconclusive', 'not-comparable', 'equivalent', 'better'];

/** What blocks before what does not; within each, the worst first. */
export function worstFirst(metrics: readonly GateMetric[]): GateMetric[] {
  return metrics.toSorted(
    (a, b) =>
      GATES.indexOf(a.gate) - GATES.indexOf(b.gate) ||
      STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) ||
      VERDICTS.indexOf(a.verdict.status) - VERDICTS.indexOf(b.verdict.status) ||
      harm(b) - harm(a) ||
      (a.id < b.id ? -1 : 1),
  );
}

/** Larger is worse. Relative effects and differences in a unit are not of one measure: only figures of one scale are ordered by it. */
function harm({ effect = 0, direction }: GateMetric): number {
  if (direction === 'neutral') return Math.abs(effect);
  return direction === 'higher-is-better' ? -effect : effect;
}
