/** The reports of a document, as text. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import { reporters } from '../../reports/index.js';
import type { ScreenOptions } from '../../reports/reporter.js';
import { renderTerminal } from '../../reports/terminal/terminal.js';

export interface RenderedFile {
  /** As given to `report --format`. */
  readonly format: string;
  readonly path: string;
  readonly text: string;
}

const TERMINAL: ScreenOptions = { width: 80, isColored: false, isUnicode: true };

/** What every format writes, and the text of a terminal of 80 columns without colours. */
export async function renderAll(document: ResultsDocument): Promise<RenderedFile[]> {
  const files = await Promise.all(reporters.map(({ id }) => renderFormat(document, id)));
  return [...files.flat(), { format: 'terminal', path: 'terminal.txt', text: renderTerminal(document, TERMINAL) }];
}

async function renderFormat(document: ResultsDocument, format: string): Promise<RenderedFile[]> {
  const reporter = await reporters.find(({ id }) => id === format)?.load();
  const files = reporter?.render(document, { baseName: 'report' }) ?? [];
  return files.map((file) => ({
    format,
    path: file.path,
    text: 'pieces' in file ? [...file.pieces].join('') : file.content,
  }));
}

/** The texts of which every word is kept: file name below tests/golden → text. */
export function listKept(name: string, files: readonly RenderedFile[]): Record<string, string> {
  const text = (format: string) => files.find((file) => file.format === format)?.text ?? '';
  return { [`texts/${name}.md`]: text('md'), [`texts/${name}.txt`]: text('terminal') };
}
