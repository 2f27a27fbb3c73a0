/** Reports that are printed and not written: what they look like depends on the terminal. */
import path from 'node:path';
import { printers } from '../../reports/index.js';
import { exists } from '../../runtimes/cache.js';
import type { ResultsDocument } from '../contract/document.js';
import { findWidth, isColored, isUnicode, USUAL_COLUMNS } from './screen.js';
import { print, say } from './stdout.js';

export function isPrinted(format: string): boolean {
  return printers.some(({ id }) => id === format);
}

/** Where the page is, for who was shown a summary of it; nothing where there is none. */
export async function sayWherePageIs(folder: string): Promise<void> {
  const page = path.join(folder, 'report.html');
  if (await exists(page)) say(`report: ${page}`);
}

/** Without such a format, nothing. */
export async function printReport(document: ResultsDocument, format: string): Promise<void> {
  const { stdout } = process;
  const options = { width: findWidth(stdout, USUAL_COLUMNS), isColored: isColored(stdout), isUnicode: isUnicode() };
  const render = await printers.find(({ id }) => id === format)?.load();
  if (render !== undefined) print(render(document, options));
}
