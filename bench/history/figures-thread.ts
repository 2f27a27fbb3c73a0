/**
 * The thread that takes figures of a history's older entries. It checks nothing but that an entry is laid out as another: that other it
 * gives back whole, for the main thread to check. What it took it tells in parts, so that little is left to tell at the end, and ends with null.
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

/** Each is held whole; a history with more is read by the main thread. */
const MOST_EXAMPLES = 32;
const ENTRIES_PER_PART = 1000;

class Taking {
  readonly layout: EntryLayout;
  readonly #example: string;
  #places: number[] = [];
  #owns: string[] = [];
  #medians: number[] = [];
  #contaminated: number[] = [];

  constructor(example: string, common: string) {
    this.layout = new EntryLayout(example, common);
    this.#example = example;
  }

  /** False where the entry is laid out in another way. */
  take(text: string, own: string, place: number): boolean {
    const figures = this.layout.figuresIn(text, false);
    if (figures === undefined) return false;
    for (const one of figures.contaminated) this.#contaminated.push(this.#medians.length + one);
    for (let one = 0; one < figures.medians.length; one += 1) this.#medians.push(figures.medians[one] ?? 0);
    this.#places.push(place);
    this.#owns.push(copyOf(own));
    if (this.#places.length === ENTRIES_PER_PART) this.tell();
    return true;
  }

  tell(): void {
    const columns = {
      places: Int32Array.from(this.#places),
      medians: Float64Array.from(this.#medians),
      contaminated: Int32Array.from(this.#contaminated),
    };
    const part: TakenFigures = { example: this.#example, owns: this.#owns.join('\n'), ...columns };
    parentPort?.postMessage(part);
    [this.#places, this.#owns, this.#medians, this.#contaminated] = [[], [], [], []];
  }
}

/** A part of a string keeps the whole in memory. */
function copyOf(part: string): string {
  return Buffer.from(part).toString();
}

const takings: Taking[] = [];
const byCommon = new Map<string, Taking>();
/** Of the entry before. */
let last: Taking | undefined;

function take(text: string, place: number): void {
  const own = ownTextOf(text);
  if (own.includes('\n')) return;
  const common = last?.layout.isLike(text) === true ? last.layout.common : commonOf(text);
  if (common === undefined) return;
  last = byCommon.get(common);
  if (last?.take(text, own, place) !== true) begin(text, common);
}

function begin(example: string, common: string): void {
  if (takings.length === MOST_EXAMPLES) return;
  const taking = new Taking(example, common);
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
for (const taking of takings) taking.tell();
parentPort?.postMessage(null);
