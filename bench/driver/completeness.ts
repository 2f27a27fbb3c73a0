/** Whether a run measured what it was to measure, and what it therefore ends with. */
import type { ResultsDocument } from '../contract/document.js';
import { EXIT } from '../contract/errors.js';
import { cellName } from '../harness/plan.js';

/** Cells of the plan of which trials ran and none completed; what was refused on purpose is reported as such, not as a failure. */
export function listUnmeasuredCells(document: ResultsDocument): string[] {
  const measured = document.trials.filter((trial) => !trial.warmup);
  const settled = new Set(
    measured
      .filter(({ outcome }) => outcome.status === 'completed' || outcome.status === 'skipped')
      .map((trial) => cellName(trial)),
  );
  return [...new Set(measured.map((trial) => cellName(trial)))].filter((name) => !settled.has(name));
}

export function chooseExitCode(document: ResultsDocument): number {
  return listUnmeasuredCells(document).length === 0 ? EXIT.ok : EXIT.failed;
}
