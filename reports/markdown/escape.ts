/** Text of a document → Markdown that shows exactly that text, inside tables as well; no HTML, link, mention or emphasis arises. */
import { shorten } from '../view-model/text.js';

/** Shown by nobody. Put together here, because a page's script that held it in one piece could not stand in the page. */
const NOTHING = ['<', '!-- -->'].join('');
const MARKUP = /[\\`*_[\]|~#!]/g;

/** One line of text, for paragraphs, list items, headings and table cells. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(MARKUP, '\\$&')
    .replace(/[\r\n]+/g, ' ')
    .replace(/@(?=\w)/g, `@${NOTHING}`)
    .replace(/:\/\//g, `:${NOTHING}//`);
}

/** The same, cut so that it takes no more bytes of UTF-8, however much of the text has to be escaped. */
export function escapeWithin(text: string, maxBytes: number): string {
  let most = Math.min(text.length, maxBytes);
  let escaped = escapeMarkdown(shorten(text, most));
  while (new TextEncoder().encode(escaped).length > maxBytes) {
    most = Math.floor(most * SHORTER);
    escaped = escapeMarkdown(shorten(text, most));
  }
  return escaped;
}

const SHORTER = 0.8;

/** A fenced block whose fence is longer than any inside it. */
export function fencedBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** Shown when opened. The title must be ours: Markdown is not read inside the tag, so nothing could be escaped there. */
export function fold(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** A table, whose cells are Markdown already; `:--` unless `alignment` says otherwise. */
export function grid(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  alignment: readonly string[] = head.map(() => ':--'),
): string {
  return [head, alignment, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
