/**
 * The thread that takes figures of a history's older entries. It checks nothing but that an entry is laid out as another: that other it
 * gives back whole, for the main thread to check.
 */
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { commonOf, EntryLayout, ownTextOf } from './entry-layout.js';
import { claim, type SharedWork } from './shared-work.js';
import { TextReader } from './text-reader.js';

/** Entries that are laid out as their example. */
export interface TakenFigures {
  /** Its whole text. It is not among the entries. */
  readonly example: string;
  /** Places of their names. */
  readonly places: Int32Array;
  /** What each shares with no other, as the text of an object, on a line. One text: ten thousand would take long from thread to thread. */
  readonly owns: string;
  /** The series' of one entry after those of the other. */
  readonly medians: Float64Array;
  /** Places in `medians`, ascending. */
  readonly contaminated: Int32Array;
}

interface Taking {
  readonly example: string;
  readonly layout: EntryLayout;
  readonly places: number[];
  readonly owns: string[];
  readonly medians: number[];
  readonly contaminated: number[];
}

/** Each is held whole; a history with more is read by the main thread. */
const MOST_EXAMPLES = 32;

const takings: Taking[] = [];
const byCommon = new Map<string, Taking>();

function take(text: string, place: number): void {
  const [common, own] = [commonOf(text), ownTextOf(text)];
  if (common === undefined || own.includes('\n')) return;
  const taking = byCommon.get(common);
  const figures = taking?.layout.figuresIn(text, false);
  if (taking === undefined || figures === undefined) {
    begin(text, common);
    return;
  }
  for (const one of figures.contaminated) taking.contaminated.push(taking.medians.length + one);
  for (let one = 0; one < figures.medians.length; one += 1) taking.medians.push(figures.medians[one] ?? 0);
  taking.places.push(place);
  taking.owns.push(copyOf(own));
}

/** A part of a string keeps the whole in memory. */
function copyOf(part: string): string {
  return Buffer.from(part).toString();
}

function begin(example: string, common: string): void {
  if (takings.length === MOST_EXAMPLES) return;
  const layout = new EntryLayout(example, common);
  const taking: Taking = { example, layout, places: [], owns: [], medians: [], contaminated: [] };
  takings.push(taking);
  byCommon.set(common, taking);
}

/** A file that cannot be read is left to the main thread, which says so. */
function textOf(reader: TextReader, file: string): string | undefined {
  try {
    return reader.read(file);
  } catch {
    return undefined;
  }
}

function takeAll(work: SharedWork): void {
  const reader = new TextReader();
  for (const place of claim(work, 'oldest')) {
    const text = textOf(reader, path.join(work.folder, work.names[place] ?? ''));
    if (text !== undefined) take(text, place);
  }
}

takeAll(workerData);
parentPort?.postMessage(
  takings.map(({ example, places, owns, medians, contaminated }): TakenFigures => {
    const columns = {
      places: Int32Array.from(places),
      medians: Float64Array.from(medians),
      contaminated: Int32Array.from(contaminated),
    };
    return { example, owns: owns.join('\n'), ...columns };
  }),
);
