/** The decision: what to take, why, and what would flip it. Pure; the page, the command line and the decision record all use this. */
import type { Requirements } from '../../bench/contract/requirements.js';
import type { DecisionFacts } from './facts-model.js';
import { findFlips } from './flips.js';
import type { Recommendation } from './recommendation.js';
import { reachVerdict } from './verdict.js';

export function decide(facts: DecisionFacts, wanted: Requirements): Recommendation {
  const verdict = reachVerdict(facts, wanted);
  return { ...verdict, flips: findFlips(facts, wanted, verdict.outcome) };
}
