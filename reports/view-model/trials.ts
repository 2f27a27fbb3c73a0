/** The trials that did not complete, each with its message. */
import type { Trial } from '../../bench/contract/document.js';
import { type Context, environmentName, findEnvironment, workloadTitle } from './context.js';
import type { FailedTrial } from './model.js';
import { formatAlone } from './quantity.js';
import { printable, printableBlock } from './text.js';

const STATUS_WORDS = { failed: 'failed', 'timed-out': 'timed out', skipped: 'skipped' } as const;

/** In the order in which they ran. */
export function failedTrials(context: Context): FailedTrial[] {
  return context.document.trials.toSorted((a, b) => a.order - b.order).flatMap((trial) => failedTrial(context, trial));
}

function failedTrial(context: Context, trial: Trial): FailedTrial[] {
  const { outcome } = trial;
  if (outcome.status === 'completed') return [];
  const detail = outcome.status === 'skipped' ? '' : outcome.detail;
  return [
    {
      trialId: printable(trial.id),
      environment: environmentName(context, trial.environmentId),
      slot: findEnvironment(context, trial.environmentId)?.slot ?? 0,
      workload: workloadTitle(context, trial.workloadId),
      block: trial.warmup ? `block ${trial.block}, warm-up` : `block ${trial.block}`,
      status:
        outcome.status === 'timed-out'
          ? `timed out in ${printable(outcome.step)} after ${formatAlone('second', outcome.deadlineMs / 1_000)}`
          : STATUS_WORDS[outcome.status],
      message: printable(outcome.message),
      detail: printableBlock(detail),
    },
  ];
}
