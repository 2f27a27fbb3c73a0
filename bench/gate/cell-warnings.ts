/** What a reader must know beside a metric of a gate, though it decides nothing: emulation, and trials that failed. */

import type { Cell } from '../comparison/figures.js';
import type { ResultsDocument } from '../contract/document.js';
import type { Warning } from '../contract/record.js';
import { counted } from './words.js';

interface Sides {
  readonly baseline: readonly ResultsDocument[];
  readonly candidate: readonly ResultsDocument[];
}

/** Counts once, and answers for every cell. */
export function makeCellWarnings({ baseline, candidate }: Sides): (cell: Cell) => Warning[] {
  const emulated = new Set(
    [...baseline, ...candidate].flatMap(({ environments }) =>
      environments.flatMap(({ id, vm }) => (vm?.accelerator === 'tcg' ? [id] : [])),
    ),
  );
  const [before, now] = [countFailures(baseline), countFailures(candidate)];
  return ({ pair, workloadId }) => [
    ...(emulated.has(pair.baseline) || emulated.has(pair.candidate) ? [EMULATED] : []),
    ...warnOfFailures(before.of(pair.baseline, workloadId), now.of(pair.candidate, workloadId)),
  ];
}

const EMULATED = {
  code: 'emulated',
  message: 'The VM was emulated (tcg): what it costs says nothing of a VM on KVM.',
  hint: 'Measure on a host with usable KVM; twinbench doctor tells what is missing.',
};

interface Tally {
  readonly failed: number;
  readonly tried: number;
}

function countFailures(documents: readonly ResultsDocument[]): {
  of(environmentId: string, workloadId: string | undefined): Tally;
} {
  const tallies = new Map<string, Tally>();
  const add = (key: string, hasFailed: boolean) => {
    const { failed, tried } = tallies.get(key) ?? { failed: 0, tried: 0 };
    tallies.set(key, { failed: failed + (hasFailed ? 1 : 0), tried: tried + 1 });
  };
  for (const { environmentId, workloadId, warmup, outcome } of documents.flatMap(({ trials }) => trials)) {
    if (warmup || outcome.status === 'skipped') continue;
    const hasFailed = outcome.status !== 'completed';
    add(environmentId, hasFailed);
    add(`${environmentId}/${workloadId}`, hasFailed);
  }
  return {
    of: (environmentId, workloadId) =>
      tallies.get(workloadId === undefined ? environmentId : `${environmentId}/${workloadId}`) ?? { failed: 0, tried: 0 },
  };
}

function warnOfFailures(before: Tally, now: Tally): Warning[] {
  if (now.failed === 0) return [];
  const message = `${now.failed} of ${counted(now.tried, 'trial')} of the candidate failed or timed out; of the baseline ${before.failed} of ${before.tried}. They have no figures.`;
  return [{ code: 'trials-failed', message, hint: 'results.json names each failed trial and its cause.' }];
}
