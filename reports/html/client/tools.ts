/** Filters, sorting, copying, links to a figure, printing. They are here only where there is a script: the page is whole without them. */
import { startCopying } from './tools/copy.js';
import { make, makeButton } from './tools/element.js';
import { type Filters, makeFilter } from './tools/filter.js';
import { startLinks } from './tools/links.js';
import { printEverything, startPrinting } from './tools/printing.js';
import { startSorting } from './tools/sort.js';
import { startStatus } from './tools/status.js';

export function startTools(): void {
  startStatus();
  startSorting();
  startCopying();
  startLinks();
  startPrinting();
  addBar();
}

/** Of pages that say what can be filtered. */
function addBar(): void {
  const data = document.getElementById('filters')?.textContent;
  const evidence = document.getElementById('evidence');
  if (!data || evidence === null) return;
  const filters: Filters = JSON.parse(data);
  const filter = makeFilter(filters);
  const buttons = make('p', { className: 'tool-buttons' }, [
    makeButton('Open all', () => setAll(true)),
    makeButton('Close all', () => setAll(false)),
    makeButton('Print', () => print()),
    makeButton('Print everything', printEverything),
  ]);
  const summary = make('summary', { text: filter === null ? 'Print' : 'Filter and print' });
  evidence.after(make('details', { className: 'tools' }, [summary, ...(filter === null ? [] : [filter]), buttons]));
}

function setAll(isOpen: boolean): void {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('main details:not(.tools)')) details.open = isOpen;
}
