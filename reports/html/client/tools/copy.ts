/** Copies a table as Markdown or CSV: as it is shown, sorted and filtered. */
import { formatCsv, formatMarkdown } from '../../table-text.js';
import { make, makeButton } from './element.js';
import { announce } from './status.js';

export function startCopying(): void {
  for (const region of document.querySelectorAll<HTMLElement>('main .scroll')) {
    const table = region.querySelector('table');
    if (table !== null) region.after(makeButtons(table, region.getAttribute('aria-label') ?? ''));
  }
}

function makeButtons(table: HTMLTableElement, title: string): HTMLElement {
  const copyAs = (kind: string, write: () => string) => {
    const button = makeButton(`Copy ${kind}`, () => void copy(write(), `${title}: copied as ${kind}.`));
    button.setAttribute('aria-label', `Copy ${kind} of “${title}”`);
    return button;
  };
  const buttons = [
    copyAs('Markdown', () => formatMarkdown(title, readRows(table))),
    copyAs('CSV', () => formatCsv(readRows(table))),
  ];
  return make('p', { className: 'table-tools' }, buttons);
}

function readRows({ rows }: HTMLTableElement): string[][] {
  return [...rows]
    .filter((row) => !row.hidden)
    .map(({ cells }) => [...cells].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()));
}

async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce(done);
  } catch {
    announce(copyBySelection(text) ? done : 'This browser does not let a page copy; select the table instead.');
  }
}

/** Where a page from disk may not use the clipboard. */
function copyBySelection(text: string): boolean {
  const area = make('textarea', { className: 'unseen', attributes: { 'aria-hidden': 'true' } });
  area.value = text;
  document.body.append(area);
  area.select();
  const isDone = document.execCommand('copy');
  area.remove();
  return isDone;
}
