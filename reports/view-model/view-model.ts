/** Results document → what a report shows. Pure: every rounding, unit, order and wording is decided here. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import { caveatViews } from './caveats.js';
import { type Context, createContext, isPerWorkload, metricOf } from './context.js';
import { absoluteFigure, ratioFigures } from './dots.js';
import { driftFigures } from './drift.js';
import { headerFacts, summarySentence } from './header.js';
import { headlineNote, headlineRows } from './headline.js';
import { environmentTable, hostFacts } from './host.js';
import { comparisonTable, definitionTable, methodNotes } from './method.js';
import type { Figure, FigureGroup, Section, ViewModel } from './model.js';
import { partFigures } from './parts.js';
import { stripGroups } from './strips.js';
import { printable } from './text.js';
import { failedTrials } from './trials.js';

export function buildViewModel(document: ResultsDocument): ViewModel {
  const context = createContext(document);
  return {
    title: 'Container or virtual machine?',
    summary: summarySentence(context),
    facts: headerFacts(context),
    environments: context.environments,
    caveats: caveatViews(context),
    headline: headlineRows(context),
    headlineNote: headlineNote(context),
    sections: [boot, memory, relative, samples, drift].map((build) => build(context)).filter(({ groups }) => groups.length > 0),
    failedTrials: failedTrials(context),
    method: { notes: methodNotes(context), definitions: definitionTable(context), comparisons: comparisonTable(context) },
    host: hostFacts(context),
    environmentTable: environmentTable(context),
    warnings: document.warnings.map(({ code, message, hint }) => ({
      code: printable(code),
      message: printable(message),
      hint: printable(hint),
    })),
    generator: generatorWords(document),
  };
}

function boot(context: Context): Section {
  return {
    id: 'boot',
    title: 'Boot',
    navigation: 'Boot',
    text: 'From the launcher’s first instruction until the supervisor is about to start the workload.',
    groups: ['boot-time', 'boot-time-cold'].flatMap((id) => group('single', partFigures(context, id))),
  };
}

function memory(context: Context): Section {
  const others = context.metrics.filter(({ unit, id }) => unit === 'byte' && id !== 'memory-idle' && id.startsWith('memory-'));
  return {
    id: 'memory',
    title: 'Memory on the host',
    navigation: 'Memory',
    text: 'What the host cannot reclaim while an instance lives. File cache is shown apart, because the host can take it back.',
    groups: [
      ...group('single', partFigures(context, 'memory-idle')),
      ...group(
        'pair',
        others.filter((metric) => isPerWorkload(context, metric)).map((metric) => absoluteFigure(context, metric)),
      ),
      ...group(
        'pair',
        others.filter((metric) => !isPerWorkload(context, metric)).flatMap(({ id }) => partFigures(context, id)),
      ),
    ],
  };
}

function relative(context: Context): Section {
  const metrics = ['throughput', 'cpu-per-operation'].flatMap((id) => metricOf(context, id) ?? []);
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
  return figures.some(({ length }) => length > 1) ? figures.flatMap((of) => group('pair', of)) : group('pair', figures.flat());
}

function samples(context: Context): Section {
  return {
    id: 'samples',
    title: 'Every trial',
    navigation: 'Every trial',
    text: 'Each point is one trial; within a strip they run from the first (top) to the last (bottom). The upright line is the median, the band its interval or range. Where environments lie far apart, each is drawn around its own median. Point at one for its value and trial.',
    groups: stripGroups(context),
  };
}

function drift(context: Context): Section {
  return {
    id: 'drift',
    title: 'Did the host drift?',
    navigation: 'Drift',
    text: 'Every value divided by the median of its own series, in the order in which the trials ran. A steady host gives a level cloud around 1×.',
    groups: group('pair', driftFigures(context)),
  };
}

function group(layout: FigureGroup['layout'], figures: readonly Figure[]): FigureGroup[] {
  return figures.length === 0 ? [] : [{ title: '', text: '', layout, figures, table: null, isFolded: false }];
}

function generatorWords({ generator: { name, version, revision, dirty } }: ResultsDocument): string {
  const source = revision === '' ? '' : ` (${printable(revision).slice(0, 12)}${dirty ? ', with uncommitted changes' : ''})`;
  return `${printable(name)} ${printable(version)}${source}`;
}
