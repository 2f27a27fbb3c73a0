/** Which sections a run has: what its scenarios plan. Pure. */

import { SCENARIOS } from '../scenarios/index.js';
import type { PlanSection, SectionRequest } from '../scenarios/plan-section.js';
import type { Scenario } from '../scenarios/scenario.js';

export interface ScenarioRequest extends SectionRequest {
  /** Ids of those that the user asks for. */
  readonly scenarios: readonly string[];
}

/** Those that a user can ask for: `together` comes with density, and commands plan the others themselves. */
export const SCENARIO_CHOICES = SCENARIOS.flatMap(({ id, plan, accompanies }) =>
  plan === undefined || accompanies !== undefined ? [] : [id],
);

/** In the order in which they run. */
export function planSections(request: ScenarioRequest): PlanSection[] {
  return listAsked(request).flatMap((scenario) => {
    const environmentIds = addNeeded(request.environmentIds, [scenario]);
    return scenario.plan?.({ ...request, environmentIds }) ?? [];
  });
}

/** The environments that the sections need; those that some scenario alone needs come last. */
export function listEnvironments(request: Pick<ScenarioRequest, 'environmentIds' | 'scenarios'>): string[] {
  return addNeeded(request.environmentIds, listAsked(request));
}

function listAsked({ scenarios }: Pick<ScenarioRequest, 'scenarios'>): Scenario[] {
  return SCENARIOS.filter(({ id, accompanies = id }) => scenarios.includes(accompanies));
}

function addNeeded(ids: readonly string[], scenarios: readonly Scenario[]): string[] {
  return [...new Set([...ids, ...scenarios.flatMap(({ needs }) => needs?.(ids) ?? [])])];
}
