/** Trials of the scenarios other than `single` → what each found, as the scenario's own file says. Warm-ups and trials that did not complete count in none. */
import type { Trial } from '../contract/document.js';
import type { ScenarioDefinition, ScenarioSummaries, ScenarioSummary, ScenarioView } from '../contract/scenarios.js';

/** What is known of a scenario here: this room starts no instances. */
export interface SummarizedScenario {
  readonly id: string;
  readonly summarize?: (own: readonly Trial[], environmentId: string, all: readonly Trial[]) => ScenarioSummary | undefined;
  readonly view?: ScenarioView;
}

interface ScenarioFindings {
  readonly scenarios: ScenarioSummaries;
  /** Of those found that say how they are shown. */
  readonly scenarioDefinitions?: ScenarioDefinition[];
}

/** Undefined when no trial of any of them found something. Environments in order of their ids. */
export function summarizeScenarios(trials: readonly Trial[], known: readonly SummarizedScenario[]): ScenarioFindings | undefined {
  const counted = trials.filter(({ warmup, outcome }) => !warmup && outcome.status === 'completed');
  const found = known
    .map((scenario) => ({ ...scenario, summaries: listSummaries(scenario, counted) }))
    .filter(({ summaries }) => summaries.length > 0);
  if (found.length === 0) return undefined;
  const definitions = found.flatMap(({ id, view }) => (view === undefined ? [] : [{ id, ...view }]));
  return {
    scenarios: Object.fromEntries(found.map(({ id, summaries }) => [id, summaries])),
    ...(definitions.length > 0 && { scenarioDefinitions: definitions }),
  };
}

function listSummaries({ id, summarize }: SummarizedScenario, trials: readonly Trial[]): ScenarioSummary[] {
  const own = trials.filter(({ scenario }) => scenario === id);
  const environments = [...new Set(own.map(({ environmentId }) => environmentId))].sort();
  return environments.flatMap((environment) => {
    const those = own.filter(({ environmentId }) => environmentId === environment);
    return summarize?.(those, environment, trials) ?? [];
  });
}
