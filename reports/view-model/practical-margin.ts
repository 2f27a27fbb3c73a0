/** Whether a difference matters in practice: held against the margin that its metric's definition states. */
import type { Comparison, MetricDefinition } from '../../bench/contract/document.js';
import { chosenAmount, chosenPercent, type Interval } from './estimates.js';

type PracticalMargin = NonNullable<MetricDefinition['practicalMargin']>;

/** `near`: the margin lies inside the interval, so that the figures do not tell. */
export type Matter = 'beyond' | 'within' | 'near';

/** Of a metric whose definition states none. */
const DEFAULT_MARGIN: PracticalMargin = { relative: 0.05 };

function findMargin({ practicalMargin = DEFAULT_MARGIN }: MetricDefinition): PracticalMargin {
  return practicalMargin;
}

/** `100 ms`, `5 %`, or both. */
export function formatMargin(metric: MetricDefinition): string {
  const { absolute, relative } = findMargin(metric);
  const parts = [
    ...(absolute === undefined ? [] : [chosenAmount(metric.unit, absolute)]),
    ...(relative === undefined ? [] : [chosenPercent(relative)]),
  ];
  return parts.join(' or ');
}

/** A difference that is within one of two margins is not worth a decision. */
export function judgeMatter({ difference, ratio }: Pick<Comparison, 'difference' | 'ratio'>, metric: MetricDefinition): Matter {
  const { absolute, relative } = findMargin(metric);
  const found = [
    ...(absolute === undefined || difference === undefined ? [] : [holdAgainst(difference, absolute)]),
    ...(relative === undefined || ratio === undefined ? [] : [holdAgainst(shift(ratio), relative)]),
  ];
  if (found.includes('within')) return 'within';
  return found.length === 0 || found.includes('near') ? 'near' : 'beyond';
}

/** Of a ratio how far it is from 1. */
function shift({ estimate, low, high }: Interval): Interval {
  return {
    estimate: estimate - 1,
    low: low === undefined ? undefined : low - 1,
    high: high === undefined ? undefined : high - 1,
  };
}

function holdAgainst({ estimate, low = estimate, high = estimate }: Interval, margin: number): Matter {
  const sizes = [Math.abs(low), Math.abs(high)];
  if (Math.max(...sizes) < margin) return 'within';
  return Math.min(...sizes) >= margin && low * high > 0 ? 'beyond' : 'near';
}
