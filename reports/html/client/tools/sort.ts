/** Tables sorted by a column: ascending, descending, and back to the order of the report. */
import { type Order, sortPlaces } from '../../sort-key.js';
import { onState, readState, writeState } from '../fragment.js';
import { make } from './element.js';

/** Below this many rows the eye sorts faster. */
const MIN_ROWS = 4;
const NEXT: Readonly<Record<string, Order | ''>> = { '': 'ascending', ascending: 'descending', descending: '' };

interface Sortable {
  readonly id: string;
  readonly body: HTMLTableSectionElement;
  readonly heads: readonly HTMLTableCellElement[];
  /** In the order of the report. */
  readonly rows: readonly HTMLTableRowElement[];
}

export function startSorting(): void {
  const sortables = [...document.querySelectorAll<HTMLTableElement>('main .scroll table')].flatMap(makeSortable);
  for (const one of sortables) for (const [column, head] of one.heads.entries()) addButton(one, column, head);
  const apply = () => {
    for (const one of sortables) sort(one, readChoice(one.id));
  };
  onState('sort', apply);
  if (readState('sort') !== '') apply();
}

/** Called after the figure or section that it stands in, and its place there. */
function makeSortable(table: HTMLTableElement): Sortable[] {
  const [body] = table.tBodies;
  const head = table.tHead?.rows[0];
  if (body === undefined || head === undefined || body.rows.length < MIN_ROWS || table.querySelector('[colspan], [rowspan]'))
    return [];
  const place = table.closest<HTMLElement>('[id]');
  const order = [...(place?.querySelectorAll('table') ?? [])].indexOf(table);
  return [{ id: `${place?.id ?? ''}.${order}`, body, heads: [...head.cells], rows: [...body.rows] }];
}

function addButton(one: Sortable, column: number, head: HTMLTableCellElement): void {
  if (head.textContent?.trim() === '') return;
  const button = make('button', { className: 'sort', attributes: { type: 'button' } }, [...head.childNodes]);
  head.append(button);
  button.addEventListener('click', () => {
    const order = NEXT[head.getAttribute('aria-sort') ?? ''] ?? '';
    sort(one, order === '' ? undefined : { column, order });
    writeChoice(one.id, order === '' ? '' : `${column}:${order}`);
  });
}

interface Choice {
  readonly column: number;
  readonly order: Order;
}

function sort({ body, heads, rows }: Sortable, choice: Choice | undefined): void {
  for (const [column, head] of heads.entries()) {
    if (column === choice?.column) head.setAttribute('aria-sort', choice.order);
    else head.removeAttribute('aria-sort');
  }
  body.replaceChildren(...(choice === undefined ? rows : inOrder(rows, choice)));
}

function inOrder(rows: readonly HTMLTableRowElement[], { column, order }: Choice): HTMLTableRowElement[] {
  const texts = rows.map(({ cells }) => cells[column]?.textContent ?? '');
  return sortPlaces(texts, order).flatMap((place) => rows[place] ?? []);
}

/** `boot.0:2:descending,…`, table by table. */
function readChoices(): Map<string, string> {
  const parts = readState('sort')
    .split(',')
    .filter((part) => part !== '');
  return new Map(parts.map((part) => [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)]));
}

function readChoice(id: string): Choice | undefined {
  const [column = '', order] = readChoices().get(id)?.split(':') ?? [];
  if (!/^\d+$/.test(column) || (order !== 'ascending' && order !== 'descending')) return undefined;
  return { column: Number(column), order };
}

function writeChoice(id: string, choice: string): void {
  const choices = readChoices();
  if (choice === '') choices.delete(id);
  else choices.set(id, choice);
  writeState('sort', [...choices].map(([key, value]) => `${key}:${value}`).join(','));
}
