/** Scenarios that say in the document how their summaries are to be shown. Those with views of their own are in `density` and `lifecycle`. */
import type { MetricDefinition } from '../../bench/contract/document.js';
import { findSummaries, type ScenarioDefinition } from '../../bench/contract/scenarios.js';
import { type Context, environmentName, findEnvironment } from './context.js';
import { plainGroup, tableGroup } from './groups.js';
import type { FigureGroup, Section, Table } from './model.js';
import { partFigures } from './parts.js';
import { formatIn, pickScale, withUnit } from './quantity.js';
import { number, table, text } from './table.js';
import { printable } from './text.js';

/** Their sections show all that was measured in them. Of `cold` the section about booting shows the metrics, too. */
const WITH_VIEWS: readonly string[] = ['density', 'together', 'churn', 'elasticity', 'idle'];

/** Whether the section of a scenario shows the metric, and not the one of its group. */
export function isShownByScenario({ document }: Context, { scenarios = [] }: MetricDefinition): boolean {
  const shown = [...WITH_VIEWS, ...(document.scenarioDefinitions ?? []).map(({ id }) => id)];
  return scenarios.length > 0 && scenarios.every((scenario) => shown.includes(scenario));
}

/** The sections with what the scenarios found in them; a section that is not among them follows at their end. */
export function addScenarios(context: Context, sections: readonly Section[]): Section[] {
  const definitions = context.document.scenarioDefinitions ?? [];
  return definitions.reduce<readonly Section[]>((all, definition) => addScenario(context, all, definition), sections).slice();
}

function addScenario(context: Context, sections: readonly Section[], definition: ScenarioDefinition): Section[] {
  const groups = scenarioGroups(context, definition);
  const known = sections.find(({ id }) => id === definition.section || id === `scenario-${definition.section}`);
  if (known !== undefined) return sections.map((one) => (one === known ? { ...one, groups: [...one.groups, ...groups] } : one));
  const title = printable(definition.title);
  return [...sections, { id: `scenario-${definition.section}`, title, navigation: title, text: '', groups }];
}

function scenarioGroups(context: Context, definition: ScenarioDefinition): FigureGroup[] {
  const summaries = findSummaries(context.document.scenarios, definition.id);
  const metrics = context.metrics.filter(({ scenarios }) => scenarios?.includes(definition.id) === true);
  const figures = metrics.flatMap(({ id }) => partFigures(context, id));
  if (summaries.length === 0) return plainGroup('single', figures);
  const tables = [summaryTable(context, definition, summaries)];
  return [tableGroup(printable(definition.title), printable(definition.text), figures, tables)];
}

function summaryTable(
  context: Context,
  { title, figures }: ScenarioDefinition,
  summaries: ReturnType<typeof findSummaries>,
): Table {
  const read = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
  const scales = figures.map(({ name, unit }) =>
    pickScale(
      unit,
      summaries.flatMap((one) => read(one[name]) ?? []),
    ),
  );
  const rows = summaries.map((summary) => ({
    slot: findEnvironment(context, summary.environmentId)?.slot ?? null,
    header: environmentName(context, summary.environmentId),
    cells: figures.map(({ name, unit }, place) => {
      const [value, scale] = [read(summary[name]), scales[place]];
      if (unit === 'count' && Number.isInteger(value)) return `${value}`;
      return value === undefined || scale === undefined ? '–' : withUnit(formatIn(scale, value), scale);
    }),
  }));
  return table(printable(title), [text('Environment'), ...figures.map((one) => number(printable(one.title)))], rows);
}
