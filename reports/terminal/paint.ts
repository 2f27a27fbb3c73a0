/** Colour for a terminal. */
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_, text) => text;
/** Whether there is colour was decided before. */
export const colored: Paint = (style, text) => (text === '' ? '' : styleText(style, text, { validateStream: false }));
