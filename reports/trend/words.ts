/** Words and short texts of a trend. */
import type { TrendChange, TrendRun, TrendSeries } from '../../bench/contract/trend.js';
import { formatNumber, formatQuantity, type Scale } from '../view-model/quantity.js';
import { printable, shorten } from '../view-model/text.js';

const COMMIT_CHARACTERS = 10;

/** `a1b2c3d4e5`, or a dash where nobody named a commit. */
export function findCommit(revision: string): string {
  return revision === '' ? '–' : shorten(printable(revision), COMMIT_CHARACTERS + 1).replace(/…$/, '');
}

/** `2026-01-15`; what is no time is shown as it is. */
export function formatDay(startedAt: string): string {
  return formatMoment(startedAt).slice(0, 10);
}

/** `2026-01-15 09:30`, UTC. */
export function formatMoment(startedAt: string): string {
  const time = new Date(startedAt);
  return Number.isNaN(time.getTime()) ? shorten(printable(startedAt), 16) : time.toISOString().slice(0, 16).replace('T', ' ');
}

/** `+12 %`, `−0.8 %`. */
export function signedPercent(share: number): string {
  const size = Math.abs(share * 100);
  return `${share < 0 ? '−' : '+'}${size >= 100 ? size.toFixed(0) : formatNumber(size, 2)}\u00a0%`;
}

type Size = { readonly change: number; readonly interval?: TrendChange['interval']; readonly isRelative: boolean };

export function changeSize({ change, interval, isRelative }: Size, scale: Scale): string {
  const one = (value: number) =>
    isRelative ? signedPercent(value) : `${value < 0 ? '−' : '+'}${formatQuantity(scale, Math.abs(value))}`;
  return interval === undefined ? one(change) : `${one(change)} [${one(interval.low)}, ${one(interval.high)}]`;
}

/** A run has a mark in every series. */
const WORDS_OF_RUNS = new WeakMap<object, string>();

export function formatRun(run: Pick<TrendRun, 'startedAt' | 'revision'> | undefined): string {
  if (run === undefined) return '–';
  const words = WORDS_OF_RUNS.get(run) ?? `${formatMoment(run.startedAt)} · ${findCommit(run.revision)}`;
  WORDS_OF_RUNS.set(run, words);
  return words;
}

/** `boot-time on vm`, `throughput of json on container`. */
export function formatSeries({ title, environmentId, workloadId }: TrendSeries): string {
  const of = workloadId === undefined ? '' : ` of ${shorten(printable(workloadId), 40)}`;
  return `${shorten(printable(title), 60)}${of}, ${shorten(printable(environmentId), 40)}`;
}
