/** Words → a command line that a shell takes apart into the same words. */
import { printable } from '../view-model/text.js';

const HARMLESS = /^[\w@%+=:,./-]+$/;

export function commandLine(words: readonly string[]): string {
  return words
    .map(printable)
    .map((word) => (HARMLESS.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
