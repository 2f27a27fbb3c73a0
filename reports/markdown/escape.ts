/** Text of a document → Markdown that shows exactly that text, inside tables as well; no HTML, link, mention or emphasis arises. */

const MARKUP = /[\\`*_[\]|~#!]/g;

/** One line of text, for paragraphs, list items, headings and table cells. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(MARKUP, '\\$&')
    .replace(/[\r\n]+/g, ' ')
    .replace(/@(?=\w)/g, '@<!-- -->')
    .replace(/:\/\//g, ':<!-- -->//');
}

/** A fenced block whose fence is longer than any inside it. */
export function fencedBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
