/** The sections of the report in their order; those without figures are left out. */
import { calibrationSection } from './calibration.js';
import { type Context, findMetric, isOfSingle, isPerWorkload } from './context.js';
import { densitySection } from './density.js';
import { absoluteFigure, ratioFigures } from './dots.js';
import { driftFigures } from './drift.js';
import { plainGroup } from './groups.js';
import { isolationSection } from './isolation.js';
import { coldGroups, elasticitySection } from './lifecycle.js';
import { memoryCourse } from './memory-course.js';
import type { Figure, FigureGroup, Section } from './model.js';
import { noiseSection } from './noise.js';
import { hasParts, partFigures } from './parts.js';
import { stripGroups } from './strips.js';
import { tailGroups } from './tails.js';

/** Of noise a line is shown even where nothing was marked. */
export function makeSections(context: Context): Section[] {
  const figures = [
    boot,
    memory,
    densitySection,
    elasticitySection,
    relative,
    isolationSection,
    calibrationSection,
    samples,
    drift,
  ];
  const filled = figures.map((build) => build(context)).filter(({ groups }) => groups.length > 0);
  return [...filled, ...[noiseSection(context)].filter((section) => section !== undefined)];
}

function boot(context: Context): Section {
  return {
    id: 'boot',
    title: 'Boot',
    navigation: 'Boot',
    text: 'From the launcher’s first instruction until the supervisor is about to start the workload.',
    groups: [
      ...['boot-time', 'boot-time-cold'].flatMap((id) => plainGroup('single', partFigures(context, id))),
      ...coldGroups(context),
    ],
  };
}

function memory(context: Context): Section {
  const others = context.metrics.filter(
    (metric) => metric.unit === 'byte' && metric.id !== 'memory-idle' && metric.id.startsWith('memory-') && isOfSingle(metric),
  );
  const apart = others.filter((metric) => isPerWorkload(context, metric));
  return {
    id: 'memory',
    title: 'Memory on the host',
    navigation: 'Memory',
    text: 'What the host cannot reclaim while an instance lives. File cache is shown apart, because the host can take it back.',
    groups: [
      ...plainGroup('single', partFigures(context, 'memory-idle')),
      ...plainGroup(
        'pair',
        apart.map((metric) => absoluteFigure(context, metric)),
      ),
      ...plainGroup(
        'single',
        apart.filter(({ id }) => hasParts(context, id)).flatMap(({ id }) => partFigures(context, id)),
      ),
      ...plainGroup(
        'pair',
        others.filter((metric) => !apart.includes(metric)).flatMap(({ id }) => partFigures(context, id)),
      ),
      ...memoryCourse(context),
    ],
  };
}

function relative(context: Context): Section {
  const metrics = ['throughput', 'cpu-per-operation'].flatMap((id) => findMetric(context, id) ?? []);
  return {
    id: 'workloads',
    title: 'Throughput and CPU',
    navigation: 'Workloads',
    text: 'The same work in each environment, divided by what the bare process did.',
    groups: relativeGroups(metrics.map((metric) => ratioFigures(context, metric))),
  };
}

/** Side by side stand a metric and its magnification or, where nothing needs one, the metrics. */
function relativeGroups(figures: readonly Figure[][]): FigureGroup[] {
  return figures.some(({ length }) => length > 1)
    ? figures.flatMap((of) => plainGroup('pair', of))
    : plainGroup('pair', figures.flat());
}

function samples(context: Context): Section {
  const isMarked = context.document.series.some(({ points }) => points.some(({ contaminated }) => contaminated === true));
  const hollow = isMarked ? ' Hollow points lie in blocks that the noise rule marks.' : '';
  return {
    id: 'samples',
    title: 'Every trial',
    navigation: 'Every trial',
    text: `Each point is one trial; within a strip they run from the first (top) to the last (bottom). The upright line is the median, the band its interval or range. Where environments lie far apart, each is drawn around its own median. Point at one for its value and trial.${hollow}`,
    groups: [...stripGroups(context), ...tailGroups(context)],
  };
}

function drift(context: Context): Section {
  return {
    id: 'drift',
    title: 'Did the host drift?',
    navigation: 'Drift',
    text: 'Every value divided by the median of its own series, in the order in which the trials ran. A steady host gives a level cloud around 1×.',
    groups: plainGroup('pair', driftFigures(context)),
  };
}
