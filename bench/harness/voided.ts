/** A trial whose host or harness did not go on while it was measured. */
import type { TrialRecord } from '../contract/record.js';

/** Its figures are void, and so is a deadline that passed: nobody knows whose time it was. Any other failure says more, and stays. */
export function voidTrial(record: TrialRecord, code: string, message: string): TrialRecord {
  const { outcome } = record;
  if (outcome.status !== 'completed' && outcome.status !== 'timed-out') return record;
  const detail = outcome.status === 'timed-out' ? [outcome.message, outcome.detail].filter(Boolean).join('\n') : '';
  return { ...record, outcome: { status: 'failed', code, message, detail } };
}
