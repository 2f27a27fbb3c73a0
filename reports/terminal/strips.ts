/** The starts of each environment as a strip of blocks: where they lie, and where most of them lie. */
import type { StartStrip, StartStrips } from '../view-model/start-strips.js';
import { padded, visibleWidth } from './layout.js';
import { ordinarySpaces } from './spaces.js';

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** Where a terminal or locale has no blocks. */
const LETTERS = ['.', ':', '-', '=', '+', '*', '#', '@'];

/** More of them would push the answer off the screen. */
const MAX_ROWS = 6;
const MIN_STRIP_WIDTH = 12;
const MAX_STRIP_WIDTH = 60;
const GAP = 2;

export interface StripOptions {
  readonly width: number;
  readonly isUnicode: boolean;
}

/** A line for the scale and one for each environment; none where a strip would have no room. */
export function drawStrips(strips: StartStrips, { width, isUnicode }: StripOptions): string[] {
  const rows = strips.rows.slice(0, MAX_ROWS);
  const nameWidth = Math.max(...rows.map(({ environment }) => visibleWidth(environment)));
  const medianWidth = Math.max(...rows.map(({ median }) => visibleWidth(median)));
  const room = Math.min(MAX_STRIP_WIDTH, width - nameWidth - medianWidth - 2 * GAP);
  if (room < MIN_STRIP_WIDTH) return [];
  const marks = isUnicode ? BLOCKS : LETTERS;
  const lines = rows.map((row) =>
    [padded(row.environment, nameWidth, 'left'), padded(row.median, medianWidth, 'right'), drawStrip(row, room, marks)].join(
      '  ',
    ),
  );
  const head = `${padded(strips.title, nameWidth + medianWidth + GAP, 'left')}  ${drawScale(strips, room)}`;
  return [visibleWidth(head) > width ? drawScale(strips, width) : head, ...lines].map((line) => ordinarySpaces(line.trimEnd()));
}

function drawScale({ low, high, isLogarithmic }: StartStrips, room: number): string {
  const middle = isLogarithmic ? 'log scale' : '';
  const rest = room - visibleWidth(low) - visibleWidth(high) - visibleWidth(middle);
  if (rest < 2) return `${low} to ${high}`;
  const left = Math.floor(rest / 2);
  return `${low}${' '.repeat(left)}${middle}${' '.repeat(rest - left)}${high}`;
}

/** The fullest cell has the tallest mark; each that holds a start has one. */
function drawStrip({ places }: StartStrip, room: number, marks: readonly string[]): string {
  const counts = Array.from({ length: room }, () => 0);
  for (const place of places) {
    const cell = Math.min(room - 1, Math.floor(place * room));
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  const most = Math.max(...counts);
  return counts.map((count) => (count === 0 ? ' ' : (marks[Math.ceil((count / most) * marks.length) - 1] ?? ''))).join('');
}
