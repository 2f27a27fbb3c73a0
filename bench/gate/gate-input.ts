/** What a gate is asked: two sides, a policy, and what else is known. */

import type { EnvironmentPair } from '../comparison/figures.js';
import type { ResultsDocument } from '../contract/document.js';
import type { HistoryEntry } from '../contract/history.js';
import type { FailOn } from '../contract/policy.js';
import type { Generator } from '../contract/record.js';
import { type Design, type GateSide, VERDICT_VERSION } from '../contract/verdict.js';
import type { PolicyUse } from './rules.js';

interface GateSideInput {
  /** One for each run; those of a paired design in the same order on both sides, the same document twice where it holds both sides. */
  readonly documents: readonly ResultsDocument[];
  /** What the user called it. */
  readonly label?: string;
}

export interface GateInput extends PolicyUse {
  readonly baseline: GateSideInput;
  readonly candidate: GateSideInput;
  /** `auto`: `history` where the baseline has no document, `paired` where both sides are of the same runs, `runs` otherwise. */
  readonly design: Design | 'auto';
  /** Environments that are compared with one another; every environment with itself when absent. */
  readonly pairs?: readonly EnvironmentPair[];
  /** Earlier runs: the baseline of the history design, and what single runs learn the spread between runs from. */
  readonly history?: readonly HistoryEntry[];
  /** What was measured anew because of a first verdict's flags. */
  readonly confirmation?: { readonly baseline: readonly ResultsDocument[]; readonly candidate: readonly ResultsDocument[] };
  /** Paired: whether the run could stop at the policy's looks, so that they share alpha; true when absent. */
  readonly isSequential?: boolean;
  /** Compare figures of different hosts, and claim nothing from them. */
  readonly allowHostMismatch?: boolean;
  /** Instead of the policy's own. */
  readonly failOn?: readonly FailOn[];
  readonly generator: Pick<Generator, 'name' | 'version'>;
  /** Written into the verdict: of whatever the caller draws at random. */
  readonly seed: number;
}

/** The members of a verdict that say what was asked. @param usedRuns of the history, those that figures were held against */
export function describeRequest(input: GateInput, design: Design, usedRuns: ReadonlySet<string>) {
  const { policy, fileName, generator, seed } = input;
  return {
    schemaVersion: VERDICT_VERSION,
    generator: { name: generator.name, version: generator.version },
    design,
    alpha: policy.alpha,
    equivalenceAlpha: policy.equivalenceAlpha,
    looks: isLookedAt(input, design) ? policy.looks : [],
    seed,
    policy: { ...(fileName !== undefined && { fileName }), used: policy },
    baseline: describeSide(
      input.baseline,
      (input.history ?? []).filter(({ runId }) => design === 'history' && usedRuns.has(runId)),
    ),
    candidate: describeSide(input.candidate, []),
  } as const;
}

/** Whether the run could stop at looks, which then share alpha. */
export function isLookedAt({ isSequential = true }: GateInput, design: Design): boolean {
  return design === 'paired' && isSequential;
}

export function chooseDesign({ design, baseline, candidate }: Pick<GateInput, 'design' | 'baseline' | 'candidate'>): Design {
  if (design !== 'auto') return design;
  if (baseline.documents.length === 0) return 'history';
  const ids = ({ documents }: GateSideInput) => documents.map(({ run }) => run.id).join('\n');
  return ids(baseline) === ids(candidate) ? 'paired' : 'runs';
}

function describeSide({ documents, label }: GateSideInput, history: readonly HistoryEntry[]): GateSide {
  const measured = documents.map(({ run, generator, host }) => ({
    id: run.id,
    startedAt: run.startedAt,
    revision: generator.revision,
    fingerprint: host.fingerprint,
  }));
  const past = history.map(({ runId, startedAt, revision, host }) => ({
    id: runId,
    startedAt,
    revision,
    fingerprint: host.fingerprint,
  }));
  return { runs: [...past, ...measured], ...(label !== undefined && { label }) };
}
