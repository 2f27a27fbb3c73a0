/** What warnings are found in. */
import type { Comparison, Completeness, NoiseSummary, Trial } from '../contract/document.js';
import type { EndRecord, RunRecord } from '../contract/record.js';

export interface Evidence {
  readonly run: RunRecord;
  readonly ends: readonly EndRecord[];
  readonly trials: readonly Trial[];
  readonly completeness: Completeness;
  readonly comparisons: readonly Comparison[];
  readonly noise?: NoiseSummary | undefined;
}
