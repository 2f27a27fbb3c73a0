/** Colour and line breaks for a terminal. */
import { stripVTControlCharacters, styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_, text) => text;
/** Whether there is colour was decided before. */
export const colored: Paint = (style, text) => (text === '' ? '' : styleText(style, text, { validateStream: false }));

/** Broken at spaces; escape sequences take no room. */
export function wrapped(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() !== '' && visibleLength(longer) > width) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
