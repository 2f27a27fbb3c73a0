/**
 * The text of an entry, one series on each line, so that a difference of two entries can be read. What is laid out this way is read several times
 * faster than any JSON: facts that every run repeats are parsed and checked once, and only figures are parsed anew. Whatever looks otherwise in any
 * way takes the long way, which accepts it or says what is wrong; so nothing is accepted that `parseHistoryEntry` would refuse.
 */
import type * as z from 'zod';
import { type HistoryEntry, type HistorySeries, historyEntry, parseHistoryEntry } from '../contract/history.js';

/** The same for the same entry, whatever the order of its members. */
export function entryText(entry: HistoryEntry): string {
  const { schemaVersion, runId, startedAt, revision, generator, flags, series, ...others } = entry;
  const ownLine = JSON.stringify({ schemaVersion, runId, startedAt, revision, generator, flags }).slice(0, -1);
  const commonLine = JSON.stringify(sorted(others)).slice(1, -1);
  return `${ownLine},\n${commonLine},\n"series":[\n${series.map(seriesLine).join(',\n')}\n]}\n`;
}

/** What tells the series first, figures last; members that only newer versions know lie between and make reading slower, not wrong. */
function seriesLine(series: HistorySeries): string {
  const { environmentId, workloadId, metricId, title, unit, direction, primary, noiseThreshold, ...figures } = series;
  const { n, median, interval, standardDeviation, contaminated, ...others } = figures;
  return JSON.stringify({
    ...{ environmentId, workloadId, metricId, title, unit, direction, primary, noiseThreshold },
    ...sorted(others),
    ...{ n, median, interval: interval && Object.assign({ level: 0, low: 0, high: 0 }, interval) },
    ...{ standardDeviation, contaminated },
  });
}

function sorted(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const NUMBER = String.raw`(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?)`;
const FIGURES = new RegExp(
  `,"n":([1-9]\\d*),"median":${NUMBER}(?:,"interval":\\{"level":${NUMBER},"low":${NUMBER},"high":${NUMBER}\\})?` +
    `(?:,"standardDeviation":${NUMBER})?(,"contaminated":true)?\\}(,\\n|\\n\\]\\}\\n)`,
  'y',
);
const FIGURES_START = ',"n":';
const SERIES_START = ',\n"series":[\n';

const OWN = { schemaVersion: true, runId: true, startedAt: true, revision: true, generator: true, flags: true } as const;
const ownFacts = historyEntry.pick(OWN).strict();
const commonFacts = historyEntry.omit({ ...OWN, series: true });
const seriesFacts = historyEntry.shape.series.element.omit({ n: true, median: true });

type SeriesFacts = z.infer<typeof seriesFacts>;
type Common = z.infer<typeof commonFacts>;

/** Reads many entries of one history. Not for several at once: it remembers what the last one looked like. */
export class EntryReader {
  readonly #common = new Map<string, Common>();
  readonly #facts = new Map<string, SeriesFacts>();
  /** Of the last entry, line by line: the next one mostly has the same. */
  #prefixes: { readonly text: string; readonly facts: SeriesFacts }[] = [];

  /** `fileName` is only for messages. @throws FormatError */
  read(text: string, fileName: string): HistoryEntry {
    return this.#quickly(text) ?? parseHistoryEntry(text, fileName);
  }

  #quickly(text: string): HistoryEntry | undefined {
    const ownEnd = text.indexOf(',\n');
    const commonEnd = text.indexOf(SERIES_START, ownEnd);
    if (ownEnd < 0 || commonEnd < 0) return undefined;
    const own = ownFacts.safeParse(jsonOf(`${text.slice(0, ownEnd)}}`));
    const common = this.#commonOf(text.slice(ownEnd + 2, commonEnd));
    const series = this.#seriesOf(text, commonEnd + SERIES_START.length);
    if (!own.success || common === undefined || series === undefined) return undefined;
    return { ...own.data, ...common, series };
  }

  #commonOf(line: string): Common | undefined {
    const known = this.#common.get(line);
    if (known !== undefined) return known;
    const parsed = commonFacts.safeParse(jsonOf(`{${line}}`));
    if (!parsed.success || Object.keys(parsed.data).some((name) => name in OWN || name === 'series')) return undefined;
    this.#common.set(line, parsed.data);
    return parsed.data;
  }

  #seriesOf(text: string, start: number): HistorySeries[] | undefined {
    const found: HistorySeries[] = [];
    for (let at = start; ; at = FIGURES.lastIndex) {
      const prefix = this.#prefixAt(text, at, found.length);
      if (prefix === undefined) return undefined;
      FIGURES.lastIndex = at + prefix.text.length;
      const figures = FIGURES.exec(text);
      const series = figures && seriesOf(prefix.facts, figures);
      if (!series) return undefined;
      found.push(series);
      if (FIGURES.lastIndex === text.length) return found;
    }
  }

  #prefixAt(text: string, at: number, place: number): { readonly text: string; readonly facts: SeriesFacts } | undefined {
    const usual = this.#prefixes[place];
    if (usual !== undefined && text.startsWith(usual.text, at) && text.startsWith(FIGURES_START, at + usual.text.length))
      return usual;
    const line = text.slice(at, text.indexOf('\n', at));
    const own = line.slice(0, Math.max(0, line.lastIndexOf(FIGURES_START)));
    const facts = this.#facts.get(own) ?? factsOf(own);
    if (facts === undefined) return undefined;
    this.#facts.set(own, facts);
    this.#prefixes[place] = { text: own, facts };
    return this.#prefixes[place];
  }
}

function seriesOf(facts: SeriesFacts, figures: RegExpExecArray): HistorySeries | undefined {
  const [, count, middle, level, low, high, deviation, contaminated] = figures;
  const [n, median] = [Number(count), Number(middle)];
  const numbers = [n, median, ...[level, low, high, deviation].flatMap((one) => (one === undefined ? [] : [Number(one)]))];
  if (!Number.isSafeInteger(n) || n < 1 || !numbers.every(Number.isFinite)) return undefined;
  return {
    ...facts,
    n,
    median,
    ...(level !== undefined && { interval: { level: Number(level), low: Number(low), high: Number(high) } }),
    ...(deviation !== undefined && { standardDeviation: Number(deviation) }),
    ...(contaminated !== undefined && { contaminated: true }),
  };
}

/** Figures among them would be overwritten or doubled: such a line takes the long way. */
function factsOf(text: string): SeriesFacts | undefined {
  const parsed = seriesFacts.safeParse(jsonOf(`${text}}`));
  const isPure =
    parsed.success && !['n', 'median', 'interval', 'standardDeviation', 'contaminated'].some((name) => name in parsed.data);
  return isPure ? parsed.data : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
