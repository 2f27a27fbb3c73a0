/** Which trials count, and why the others do not. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import { formatCount } from './text.js';

/** `69 of 75 trials count: 3 warm-up, 3 contaminated`. */
export function formatCountedTrials({ trials, noise, run }: ResultsDocument): string {
  const excluded = new Set(noise?.excluded === true ? noise.contaminated.map(({ block }) => block) : []);
  const reasons = trials.map(({ warmup, outcome, block }) => {
    if (outcome.status !== 'completed') return STATUS_REASONS[outcome.status];
    return warmup ? 'warm-up' : excluded.has(block) ? 'contaminated' : '';
  });
  const planned = Math.max(run.completeness.planned, trials.length);
  const notRun = planned - trials.length;
  const counts = [
    ...REASONS.map((reason) => [reasons.filter((one) => one === reason).length, reason] as const),
    [notRun, 'not run'] as const,
  ];
  const parts = counts.filter(([count]) => count > 0).map(([count, reason]) => `${count.toLocaleString('en-US')} ${reason}`);
  const counted = reasons.filter((reason) => reason === '').length.toLocaleString('en-US');
  return `${counted} of ${formatCount(planned, 'trial')} count${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}

const STATUS_REASONS = { failed: 'failed', 'timed-out': 'timed out', skipped: 'skipped' } as const;

const REASONS = ['warm-up', 'contaminated', 'failed', 'timed out', 'skipped'] as const;
