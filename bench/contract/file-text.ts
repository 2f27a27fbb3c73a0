/** The text of a file that an editor may have saved in its own way. */
import { FormatError } from './format-error.js';

const BYTE_ORDER_MARK = '\uFEFF';
/** UTF-16 that was read as UTF-8: its own mark is two bytes that UTF-8 never has, and every other byte of plain words is NUL. */
const UTF_16 = /^(\uFFFD\uFFFD|.\0|\0.)/s;

/** Without the byte order mark that some editors put first. @throws FormatError – UTF-16 */
export function plainText(text: string, place: { fileName: string; line?: number | undefined }): string {
  if (UTF_16.test(text)) throw new FormatError('corrupt-json', place, 'this is UTF-16 text', 'Save it as UTF-8.');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
}
