/** Trials of the scenario `calibration` → how far off each figure is, what watching costs, and environments against themselves. */
import { CALIBRATION_SCENARIO, type Calibration } from '../../contract/calibration.js';
import type { Trial } from '../../contract/document.js';
import type { RunRecord } from '../../contract/record.js';
import { findEntries } from './known-quantities.js';
import { estimateOverheads } from './measurement-overhead.js';
import { compareWithSelf } from './self-comparison.js';

/** Undefined when the run calibrated nothing. */
export function summarizeCalibration(run: RunRecord, trials: readonly Trial[]): Calibration | undefined {
  const own = trials.filter(
    ({ scenario, warmup, outcome }) => scenario === CALIBRATION_SCENARIO && !warmup && outcome.status === 'completed',
  );
  if (own.length === 0) return undefined;
  const accelerator = run.environments.find(({ vm }) => vm !== undefined)?.vm?.accelerator;
  return {
    runId: run.id,
    measuredAt: run.startedAt,
    fingerprint: run.host.fingerprint,
    ...(accelerator && { accelerator }),
    ...(run.generator.codeDigest !== undefined && { measuredBy: run.generator.codeDigest }),
    entries: run.environments.flatMap((environment) =>
      findEntries(
        environment.kind,
        own.filter(({ environmentId }) => environmentId === environment.id),
      ),
    ),
    ownCost: run.environments.flatMap(({ id }) => estimateOverheads(id, own)),
    selfComparisons: compareWithSelf(run, own),
  };
}
