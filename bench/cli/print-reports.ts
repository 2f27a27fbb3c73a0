/** Reports that are printed and not written: what they look like depends on the terminal. */
import { printers } from '../../reports/index.js';
import type { ResultsDocument } from '../contract/document.js';
import { findWidth, isColored, isUnicode, USUAL_COLUMNS } from './screen.js';
import { print } from './stdout.js';

export function isPrinted(format: string): boolean {
  return printers.some(({ id }) => id === format);
}

/** Without such a format, nothing. */
export async function printReport(document: ResultsDocument, format: string): Promise<void> {
  const { stdout } = process;
  const options = { width: findWidth(stdout, USUAL_COLUMNS), isColored: isColored(stdout), isUnicode: isUnicode() };
  const render = await printers.find(({ id }) => id === format)?.load();
  if (render !== undefined) print(render(document, options));
}
