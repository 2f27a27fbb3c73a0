/** The figures behind a chart as rows of texts, the first of them the header. */
import type { PageChart as ChartView, PointColumns } from '../../view-model/chart.js';

export function chartRows(view: ChartView): string[][] {
  switch (view.kind) {
    case 'order':
      return [
        ['series', view.x.title, view.y.title, 'excluded', 'description'],
        ...view.series.flatMap(({ label, points, outlined }) =>
          pointRows(points).map(([x = '', y = '', text = ''], place) => [
            label,
            x,
            y,
            outlined.includes(place) ? 'yes' : 'no',
            text,
          ]),
        ),
      ];
    case 'lines':
      return [
        ['series', 'kind', view.x.title, view.y.title, 'description'],
        ...view.series.flatMap(({ slot, style, points }) => pointRows(points).map((row) => [`${slot}`, style, ...row])),
      ];
    case 'curve':
      return [
        ['environment', 'n', view.x.title, 'share at most so large (%)'],
        ...view.series.flatMap(({ label, n, values, shares }) =>
          values.map((value, place) => [label, `${n}`, `${value}`, `${shares[place] ?? ''}`]),
        ),
      ];
    case 'trend':
      return [
        [view.y.title, 'low', 'high', 'description'],
        ...view.marks.y.map((y, place) => [
          `${y}`,
          `${view.marks.low[place] ?? ''}`,
          `${view.marks.high[place] ?? ''}`,
          view.marks.text[place] ?? '',
        ]),
      ];
  }
}

function pointRows({ x, y, text }: PointColumns): string[][] {
  return x.map((at, place) => [`${at}`, `${y[place] ?? ''}`, text[place] ?? '']);
}

/** Of the figure's own table; else its rows in the table of its group. */
export function tableRows(figure: HTMLElement): string[][] {
  const own = figure.querySelector('table');
  if (own !== null) return [...own.querySelectorAll('tr')].map(readCells);
  const rows = [...document.querySelectorAll<HTMLElement>(`tr[data-figure="${figure.id}"]`)];
  const table = rows[0]?.closest('table');
  const header = table?.querySelector<HTMLElement>('thead tr') ?? sectionHeader(figure);
  return [...(header === null ? [] : [header]), ...(rows.length > 0 ? rows : sectionRows(figure))].map(readCells);
}

/** Where figures and a table stand open side by side in a section, the table is that of the figures before it. */
function sectionTable(figure: HTMLElement): HTMLTableElement | null {
  return figure.closest('section')?.querySelector<HTMLTableElement>('.panel table') ?? null;
}

function sectionHeader(figure: HTMLElement): HTMLElement | null {
  return sectionTable(figure)?.querySelector<HTMLElement>('thead tr') ?? null;
}

function sectionRows(figure: HTMLElement): HTMLElement[] {
  return [...(sectionTable(figure)?.querySelectorAll<HTMLElement>('tbody tr') ?? [])];
}

function readCells(row: HTMLElement): string[] {
  return [...row.querySelectorAll('th, td')].map((cell) => (cell.textContent ?? '').replaceAll(/\s+/g, ' ').trim());
}
