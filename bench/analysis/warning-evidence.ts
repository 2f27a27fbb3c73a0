/** What warnings are found in. */
import type { Comparison, Completeness, NoiseSummary } from '../contract/document.js';
import type { EndRecord, RunRecord } from '../contract/record.js';
import type { MeasuredTrial } from '../metrics/measured-trial.js';

export interface Evidence {
  readonly run: RunRecord;
  readonly ends: readonly EndRecord[];
  readonly trials: readonly MeasuredTrial[];
  readonly completeness: Completeness;
  readonly comparisons: readonly Comparison[];
  readonly noise?: NoiseSummary | undefined;
}
