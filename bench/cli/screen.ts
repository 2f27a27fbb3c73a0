/** What may be written to a stream: one place decides for every command on colour, width and lines that are rewritten. */
import { variable } from '../../runtimes/environment.js';

/** A standard stream, as far as it matters here. */
export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const OFF = ['0', 'false'];

/**
 * FORCE_COLOR decides, even where it is empty, as in Node and with npm; then NO_COLOR (no-color.org), NODE_DISABLE_COLORS and CLICOLOR=0 switch
 * it off and CLICOLOR_FORCE on; otherwise a terminal has it that is not dumb.
 */
export function isColored({ isTTY }: Stream): boolean {
  const forced = process.env['FORCE_COLOR'];
  if (forced !== undefined) return !OFF.includes(forced);
  if ((variable('NO_COLOR') ?? variable('NODE_DISABLE_COLORS')) !== undefined || variable('CLICOLOR') === '0') return false;
  if (!OFF.includes(variable('CLICOLOR_FORCE') ?? '0')) return true;
  return isTTY === true && !isDumb();
}

/** True where a line can be written over: on a terminal that knows how. */
export function canRewrite({ isTTY }: Stream): boolean {
  return isTTY === true && !isDumb();
}

/** Terminals of editors and of some CI. */
function isDumb(): boolean {
  return variable('TERM') === 'dumb';
}

/** Whether blocks and other drawing characters can be relied on: what the locale says, and a terminal that is none of the simplest. */
export function isUnicode(): boolean {
  const locale = variable('LC_ALL') ?? variable('LC_CTYPE') ?? variable('LANG') ?? '';
  return /utf-?8/i.test(locale) && !isDumb();
}

/** What a terminal has where nothing is said, and what a text that is sent elsewhere fits. */
export const USUAL_COLUMNS = 80;
/** Narrower than that, a table is no table. */
const MIN_COLUMNS = 40;
const MAX_COLUMNS = 1_000;

/** Characters in a line. A terminal that does not know says 0; a file says nothing. */
export function findWidth({ columns }: Stream, usual = 100): number {
  return columns === undefined || columns === 0 ? usual : Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, columns));
}
