/** The text of a JSON file that an editor may have saved in its own way. */
import { FormatError } from './format-error.js';

const BYTE_ORDER_MARK = '\uFEFF';
/** UTF-16 that was read as UTF-8: its own mark is two bytes that UTF-8 never has, and every other byte of plain words is NUL. */
const UTF_16 = /^(\uFFFD\uFFFD|.\0|\0.)/s;

/** Without the byte order mark that some editors put first. @throws FormatError – UTF-16 */
export function plainText(text: string, place: { fileName: string; line?: number | undefined }): string {
  if (UTF_16.test(text)) throw new FormatError('corrupt-json', place, 'this is UTF-16 text', 'Save it as UTF-8.');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
}

export interface RepeatedKey {
  readonly key: string;
  /** Of its second occurrence, from 1. */
  readonly line: number;
  readonly column: number;
}

/** The first key that its object has twice, of which JSON.parse silently keeps the last. @param text valid JSON */
export function findRepeatedKey(text: string): RepeatedKey | undefined {
  const open: Set<string>[] = [];
  for (const { 0: token, 1: literal, index } of text.matchAll(/("(?:[^"\\]|\\.)*")(?=\s*:)|"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (literal !== undefined) {
      const key = String(JSON.parse(literal));
      if (open.at(-1)?.has(key) === true) return { key, ...positionAt(text, index) };
      open.at(-1)?.add(key);
    }
  }
  return undefined;
}

function positionAt(text: string, index: number): Pick<RepeatedKey, 'line' | 'column'> {
  const before = text.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
