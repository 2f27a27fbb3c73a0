/** The sections of the report in their order; those without figures are left out. */
import type { MetricDefinition } from '../../bench/contract/document.js';
import { calibrationSection } from './calibration.js';
import { type Context, isPerWorkload } from './context.js';
import { densitySection } from './density.js';
import { absoluteFigure, ratioFigures } from './dots.js';
import { driftFigures } from './drift.js';
import { formatDrift } from './drift-sentence.js';
import { plainGroup } from './groups.js';
import { isolationSection } from './isolation.js';
import { coldGroups, elasticitySection } from './lifecycle.js';
import { memoryCourse } from './memory-course.js';
import type { Figure, FigureGroup, Section } from './model.js';
import { noiseSection } from './noise.js';
import { hasParts, partFigures } from './parts.js';
import { addScenarios, isShownByScenario } from './scenarios.js';
import { startGroups } from './starts.js';
import { stripGroups } from './strips.js';
import { tailGroups } from './tails.js';
import { formatTitle } from './text.js';

/** Of noise a line is shown even where no block is contaminated. */
export function makeSections(context: Context): Section[] {
  const own = [...GROUPS, ...listOtherGroups(context)].map((group) => groupSection(context, group));
  const [before, after] = [own.slice(0, BEFORE_SCENARIOS), own.slice(BEFORE_SCENARIOS)];
  const lasting = [isolationSection, calibrationSection, samples, drift].map((build) => build(context));
  const found = addScenarios(context, [...before, densitySection(context), elasticitySection(context), ...after]);
  const filled = [...found, ...lasting].filter(({ groups }) => groups.length > 0);
  return [...filled, ...[noiseSection(context)].filter((section) => section !== undefined)];
}

/** Shows the metrics of a group, in charts and tables; a new metric needs no more than to name its group. */
interface Group extends Omit<Section, 'groups'> {
  /** What the metrics' definitions say. */
  readonly group: string;
  readonly draw: (context: Context, metrics: readonly MetricDefinition[]) => FigureGroup[];
  /** What is shown besides. */
  readonly more?: (context: Context) => FigureGroup[];
}

const GROUPS: readonly Group[] = [
  {
    group: 'boot',
    id: 'boot',
    title: 'Boot',
    navigation: 'Boot',
    text: 'From the launcher’s first instruction until the workload’s program runs: boot, then the start of the program.',
    draw: absoluteGroups,
    more: (context) => [...startGroups(context), ...coldGroups(context)],
  },
  {
    group: 'memory',
    id: 'memory',
    title: 'Memory on the host',
    navigation: 'Memory',
    text: 'What the host cannot reclaim while an instance lives. File cache is shown separately, because the host can reclaim it.',
    draw: absoluteGroups,
    more: memoryCourse,
  },
  {
    group: 'workloads',
    id: 'workloads',
    title: 'Throughput and CPU',
    navigation: 'Workloads',
    text: 'The same work in each environment, relative to the bare process.',
    draw: (context, metrics) => relativeGroups(metrics.map((metric) => ratioFigures(context, metric))),
  },
  {
    group: 'storage',
    id: 'storage',
    title: 'Storage',
    navigation: 'Storage',
    text: 'What an instance had the host read and write while its workload ran.',
    draw: absoluteGroups,
  },
];

/** Of these sections those stand before what density and elasticity found, the others behind. */
const BEFORE_SCENARIOS = 2;

function listOtherGroups({ metrics }: Context): Group[] {
  const named = new Set(
    metrics.flatMap(({ group = '' }) => (group === '' || GROUPS.some((one) => one.group === group) ? [] : [group])),
  );
  return [...named].map((group) => ({
    ...{
      group,
      id: `metrics-${group}`,
      title: formatTitle(group),
      navigation: formatTitle(group),
      text: '',
      draw: absoluteGroups,
    },
  }));
}

function groupSection(context: Context, { group, draw, more, ...section }: Group): Section {
  const metrics = context.metrics.filter((metric) => metric.group === group && !isShownByScenario(context, metric));
  return { ...section, groups: [...draw(context, metrics), ...(more?.(context) ?? [])] };
}

/** Pooled metrics part by part; those that are measured per workload as dots, then the parts of the largest. */
function absoluteGroups(context: Context, metrics: readonly MetricDefinition[]): FigureGroup[] {
  const apart = metrics.filter((metric) => isPerWorkload(context, metric));
  const pooled = metrics.filter((metric) => !apart.includes(metric) && !isPartOfOneOf(metrics, metric));
  const parts = (of: readonly MetricDefinition[]) => of.flatMap(({ id }) => plainGroup('single', partFigures(context, id)));
  return [
    ...parts(pooled),
    ...plainGroup(
      'pair',
      apart.map((metric) => absoluteFigure(context, metric)),
    ),
    ...parts(apart.filter(({ id }) => hasParts(context, id))),
  ];
}

/** What is shown among the parts of another metric needs no chart of its own. */
function isPartOfOneOf(metrics: readonly MetricDefinition[], { partOf }: MetricDefinition): boolean {
  return metrics.some(({ id }) => id === partOf);
}

/** Side by side stand a metric and its magnification or, where nothing needs one, the metrics. */
function relativeGroups(figures: readonly Figure[][]): FigureGroup[] {
  return figures.some(({ length }) => length > 1)
    ? figures.flatMap((of) => plainGroup('pair', of))
    : plainGroup('pair', figures.flat());
}

function samples(context: Context): Section {
  return {
    id: 'samples',
    title: 'Every trial',
    navigation: 'Every trial',
    text: 'Each point is one trial, in order from the top of its strip to the bottom; more than 50 are drawn as quantiles. The upright line is the median. Each group of charts has its figures as a table.',
    groups: [...stripGroups(context), ...tailGroups(context)],
  };
}

function drift(context: Context): Section {
  return {
    id: 'drift',
    title: 'Did the host drift?',
    navigation: 'Drift',
    text: `${formatDrift(context)} Each point is a value divided by the median of its own series, in trial order; on a steady host they stay level around 1×.`,
    groups: plainGroup('pair', driftFigures(context)),
  };
}
