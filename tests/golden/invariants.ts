/** What holds of every report of every document. Each function gives what is wrong, in words; nothing wrong, an empty list. */
import type { RenderedFile } from './rendered.js';

/** Values that got into a text without having been made into words. */
const NO_WORDS = [/\bundefined\b/, /\bNaN\b/, /\[object /, /\bInfinity\b/];
/** Of the simulated hostile text, as it would stand where nothing was escaped. */
const MARKUP = ['<script>document.title', '<img src=x'];
/** End lines, ring bells, turn the direction of text, start escape sequences. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u2028\u2029\u202a-\u202e]/;
/** The formats that are shown as they are; the others escape by the rules of theirs. */
const SHOWN_FORMATS = ['html', 'md', 'md-full', 'adr', 'terminal'];
const MARKUP_FORMATS = ['html', 'md', 'md-full', 'adr'];
const MAX_COLUMNS = 80;

export function listFaults(file: RenderedFile): string[] {
  return [
    ...NO_WORDS.flatMap((pattern) => show(file, pattern, visiblePart(file))),
    ...(MARKUP_FORMATS.includes(file.format) ? MARKUP.flatMap((markup) => show(file, markup, file.text)) : []),
    ...(SHOWN_FORMATS.includes(file.format) ? show(file, CONTROLS, visiblePart(file)) : []),
    ...(file.format === 'terminal' ? listWideLines(file) : []),
    ...(file.format === 'html' ? listBrokenLinks(file) : []),
  ];
}

/** Of a page all but its program, its style sheet, and the ids by which the program finds rows. */
function visiblePart({ format, text }: RenderedFile): string {
  if (format !== 'html') return text;
  return text.replace(/<style>.*?<\/style>|<script>.*?<\/script>|\sdata-[\w-]+="[^"]*"/gs, '');
}

function show({ path }: RenderedFile, pattern: RegExp | string, text: string): string[] {
  const at = typeof pattern === 'string' ? text.indexOf(pattern) : text.search(pattern);
  return at < 0 ? [] : [`${path}: ${String(pattern)} in ${JSON.stringify(text.slice(Math.max(0, at - 60), at + 40))}`];
}

/** A word that is wider than the terminal is broken by it, so that it can be copied. */
function listWideLines({ path, text }: RenderedFile): string[] {
  const wide = text.split('\n').filter((line) => [...line].length > MAX_COLUMNS && /\S\s+\S/.test(line));
  return wide.map((line) => `${path}: wider than ${String(MAX_COLUMNS)} columns: ${line}`);
}

/** Ids that stand twice, and links within the page that lead nowhere. */
function listBrokenLinks(file: RenderedFile): string[] {
  const text = visiblePart(file);
  const ids = [...text.matchAll(/<[^>]*?\sid="([^"]*)"/g)].map(([, id]) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) < index);
  const targets = [...text.matchAll(/<a [^>]*?href="#([^"]*)"/g)].flatMap(([, target]) => target ?? []);
  const lost = targets.filter((target) => target !== '' && !ids.includes(target));
  return [...twice.map((id) => `${file.path}: two elements with the id ${id}`), ...lost.map((id) => `${file.path}: no #${id}`)];
}

export interface Budget {
  readonly lines?: number;
  readonly bytes?: number;
}

export function listExcesses({ path, text }: RenderedFile, { lines, bytes }: Budget): string[] {
  const has = { lines: text.trimEnd().split('\n').length, bytes: Buffer.byteLength(text) };
  return [
    ...(lines !== undefined && has.lines > lines ? [`${path}: ${String(has.lines)} lines, more than ${String(lines)}`] : []),
    ...(bytes !== undefined && has.bytes > bytes ? [`${path}: ${String(has.bytes)} bytes, more than ${String(bytes)}`] : []),
  ];
}
