/**
 * Text from a document as it may be shown: whatever cannot be seen, or would change how its neighbours are read, becomes
 * visible. The reporters still escape for their own format.
 */

/** Control, zero-width and bidirectional formatting characters, line and paragraph separators, lone surrogates. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u001f\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const MISSING = '–';

/** One line; invisible characters appear as `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Several lines, of which the last `most` characters are kept: consoles tell the cause at their end. */
export function printableBlock(text: string, most = 4_000): string {
  const tail = text.length > most ? `… ${text.slice(-most)}` : text;
  return tail
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => printable(line.replaceAll('\t', '  ')))
    .join('\n')
    .trim();
}

/** At most `most` characters, the cut shown; for places that cannot wrap. */
export function shorten(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWithAnd(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `1 trial`, `2 trials`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}

/** `n = 6`, or `n = 4–6` where series differ. */
export function formatSize(sizes: readonly number[]): string {
  const [fewest, most] = [Math.min(...sizes), Math.max(...sizes)].map((size) => size.toLocaleString('en-US'));
  return `n = ${fewest === most ? fewest : `${fewest}–${most}`}`;
}

export function orMissing(text: string | undefined): string {
  return text === undefined || text === '' ? MISSING : text;
}

/** `Network traffic` of `network-traffic`. */
export function formatTitle(id: string): string {
  return capitalize(printable(id).replaceAll('-', ' '));
}

export function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
