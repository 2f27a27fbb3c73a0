/** A menu under each chart: its data as CSV, its picture as SVG or PNG. Built when it is first opened. */
import { formatCsv } from '../table-text.js';
import { chartRows, tableRows } from './chart-data.js';
import { drawPicture, type ReadCanvas } from './picture.js';
import { unpackViews } from './unpack.js';

/** Pixels of a PNG for each CSS pixel: sharp on paper and on dense screens. */
const PNG_SCALE = 2;

export function startSaving(readCanvas: ReadCanvas): void {
  for (const figure of document.querySelectorAll<HTMLElement>('figure[id]')) {
    if (figure.querySelector('.chart') !== null) addMenu(figure, readCanvas);
  }
}

function addMenu(figure: HTMLElement, readCanvas: ReadCanvas): void {
  const menu = document.createElement('details');
  const summary = document.createElement('summary');
  menu.className = 'save';
  summary.textContent = 'Save';
  summary.setAttribute('aria-label', `Save: ${figure.querySelector('h3')?.textContent?.trim() ?? figure.id}`);
  menu.append(summary);
  menu.addEventListener('toggle', () => fill(menu, figure, readCanvas), { once: true });
  figure.append(menu);
}

function fill(menu: HTMLElement, figure: HTMLElement, readCanvas: ReadCanvas): void {
  const choices: readonly (readonly [string, () => void])[] = [
    ['Data (CSV)', () => void saveData(figure)],
    ['Picture (SVG)', () => save(figure, 'svg', new Blob([drawPicture(figure, readCanvas).source], { type: 'image/svg+xml' }))],
    ['Picture (PNG)', () => void savePng(figure, readCanvas)],
  ];
  for (const [label, action] of choices) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', action);
    menu.append(button);
  }
}

async function saveData(figure: HTMLElement): Promise<void> {
  const rows = await findRows(figure);
  save(figure, 'csv', new Blob([formatCsv(rows)], { type: 'text/csv' }));
}

/** What the page's script draws is saved point by point; of what is drawn with the page the table has every figure. */
async function findRows(figure: HTMLElement): Promise<string[][]> {
  const view = (await unpackViews())[figure.id];
  return view === undefined || view.kind === 'hints' ? tableRows(figure) : chartRows(view);
}

function save(figure: HTMLElement, ending: string, content: Blob): void {
  const link = document.createElement('a');
  const url = URL.createObjectURL(content);
  Object.assign(link, { href: url, download: `${figure.id}.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

async function savePng(figure: HTMLElement, readCanvas: ReadCanvas): Promise<void> {
  const { source, width, height } = drawPicture(figure, readCanvas);
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: width * PNG_SCALE, height: height * PNG_SCALE });
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    if (blob !== null) save(figure, 'png', blob);
  }, 'image/png');
}
