/** The figures of a question: one for each environment, on one scale. */
import type { Series, Unit } from '../../../bench/contract/document.js';
import { type Context, isEmulated } from '../context.js';
import type { Interval } from '../estimates.js';
import type { EnvironmentView } from '../model.js';
import { formatIn, formatQuantity, formatRange, pickScale, type Scale, withUnit } from '../quantity.js';
import { printable } from '../text.js';
import type { AnswerFigure } from './model.js';

/** Those that the run is about, and any other for which there is a figure. */
export function listAsked(
  { environments, allEnvironments }: Context,
  hasFigure: (environmentId: string) => boolean,
): EnvironmentView[] {
  return allEnvironments.filter((one) => environments.includes(one) || hasFigure(one.id));
}

/** Medians of pooled series. */
export function seriesFigures(context: Context, unit: Unit, series: readonly Series[]): AnswerFigure[] {
  const scale = pickScale(
    unit,
    series.map(({ summary }) => summary.median),
  );
  const find = (id: string) => series.find(({ environmentId }) => environmentId === id);
  return listAsked(context, (id) => find(id) !== undefined).map((environment) => {
    const own = find(environment.id);
    return own === undefined ? missingFigure(context, environment) : seriesFigure(context, environment, own, scale);
  });
}

function seriesFigure(context: Context, environment: EnvironmentView, { summary }: Series, scale: Scale): AnswerFigure {
  return makeFigure(context, environment, {
    value: formatQuantity(scale, summary.median),
    spread: formatSpread(summary, scale),
    note: `n = ${summary.n.toLocaleString('en-US')}`,
  });
}

/** Brackets hold an interval; what is a range says so. */
function formatSpread({ interval, n, min, max }: Series['summary'], scale: Scale): string {
  if (interval !== undefined) return formatBracket(scale, interval);
  return n === 1 ? 'a single value' : `range ${withUnit(formatRange(scale, min, max), scale)}`;
}

/** `[31.9, 33.4] ms`; empty without limits. */
export function formatBracket(scale: Scale, { low, high }: Omit<Interval, 'estimate'>): string {
  return low === undefined || high === undefined ? '' : withUnit(`[${formatIn(scale, low)}, ${formatIn(scale, high)}]`, scale);
}

export function makeFigure(
  context: Context,
  { id, slot, name }: Pick<EnvironmentView, 'id' | 'slot' | 'name'>,
  { value, spread, note }: Pick<AnswerFigure, 'value' | 'spread' | 'note'>,
): AnswerFigure {
  const emulated = isEmulated(context, id);
  const notes = [emulated && value !== '–' ? 'emulated' : '', note].filter((one) => one !== '');
  return { environmentId: printable(id), slot, environment: name, value, spread, note: notes.join(', '), isEmulated: emulated };
}

export function missingFigure(context: Context, environment: EnvironmentView): AnswerFigure {
  const note = hasNothing(context, environment.id) ? 'no trial completed' : 'not measured';
  return { ...makeFigure(context, environment, { value: '–', spread: '', note: '' }), note };
}

/** An environment that was planned and yielded nothing at all. */
export function hasNothing({ document }: Context, id: string): boolean {
  return !document.series.some(({ environmentId }) => environmentId === id);
}
