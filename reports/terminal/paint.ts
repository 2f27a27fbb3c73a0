/** Colour and line breaks for a terminal. */

const SGR = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;
export type Style = keyof typeof SGR;
export type Paint = (style: Style, text: string) => string;

const ESCAPE = String.fromCharCode(27);
const ESCAPE_SEQUENCE = new RegExp(`${ESCAPE}\\[\\d+m`, 'g');

export const plain: Paint = (_, text) => text;
export const colored: Paint = (style, text) => (text === '' ? '' : `${ESCAPE}[${SGR[style]}m${text}${ESCAPE}[0m`);

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
  return text.replace(ESCAPE_SEQUENCE, '').length;
}
