/** A chart with its heading and key as an SVG file of its own: looked at without the page's style sheet, it must look the same. */

const NAMESPACE = 'http://www.w3.org/2000/svg';
const MARGIN_PX = 16;
const LINE_PX = 19;
const CHARACTER_PX = 7.4;
/** A sign of a key with the space behind it. */
const SIGN_PX = 32;
/** What the style sheet decides, written into each element. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  'opacity',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;

/** A chart on a canvas as SVG; undefined where none is drawn on it. */
export type ReadCanvas = (canvas: HTMLCanvasElement) => SVGElement | undefined;

export interface Picture {
  readonly source: string;
  readonly width: number;
  readonly height: number;
}

export function drawPicture(figure: HTMLElement, readCanvas: ReadCanvas): Picture {
  const box = figure.querySelector('.chart :is(.drawing, canvas)')?.getBoundingClientRect();
  const [innerWidth, innerHeight] = [Math.ceil(box?.width ?? 0), Math.ceil(box?.height ?? 0)];
  const width = innerWidth + 2 * MARGIN_PX;
  const head = headLines(figure, innerWidth);
  const headPx = head.length * LINE_PX + keyEntries(figure).length * LINE_PX + MARGIN_PX / 2;
  const height = headPx + innerHeight + 2 * MARGIN_PX;
  const root = make('svg', { xmlns: NAMESPACE, width, height, viewBox: `0 0 ${width} ${height}` });
  root.append(make('rect', { width, height, fill: getComputedStyle(figure).backgroundColor }));
  root.append(...head.map((words, index) => headLine(figure, words, index)));
  root.append(...keyEntries(figure).flatMap((entry, index) => keyLine(figure, entry, head.length + index)));
  root.append(
    marks(),
    chart(figure, readCanvas, { x: MARGIN_PX, y: headPx + MARGIN_PX, width: innerWidth, height: innerHeight }),
  );
  return { source: new XMLSerializer().serializeToString(root), width, height };
}

type Attributes = Readonly<Record<string, string | number>>;

function make(name: string, attributes: Attributes): SVGElement {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) if (key !== 'xmlns') element.setAttribute(key, String(value));
  return element;
}

/** The heading in lines that fit. */
function headLines(figure: HTMLElement, width: number): string[] {
  const words = [...figure.querySelectorAll('h3 > span')].flatMap((part) => [
    '\n',
    ...(part.textContent ?? '').trim().split(/\s+/),
  ]);
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1) ?? '';
    if (word === '\n') lines.push('');
    else if (line === '') lines[lines.length - 1] = word;
    else if ((line.length + word.length + 1) * CHARACTER_PX > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.filter((line) => line !== '');
}

function headLine(figure: HTMLElement, words: string, index: number): SVGElement {
  const { color, fontFamily } = getComputedStyle(figure);
  const y = MARGIN_PX + (index + 1) * LINE_PX - 6;
  const line = make('text', {
    x: MARGIN_PX,
    y,
    fill: color,
    'font-family': fontFamily,
    'font-size': 14,
    'font-weight': index === 0 ? 600 : 400,
  });
  line.textContent = words;
  return line;
}

function keyEntries(figure: HTMLElement): HTMLElement[] {
  return [...figure.querySelectorAll<HTMLElement>('.legend li')];
}

function keyLine(figure: HTMLElement, entry: HTMLElement, index: number): SVGElement[] {
  const { color, fontFamily } = getComputedStyle(figure);
  const y = MARGIN_PX + (index + 1) * LINE_PX - 6;
  const line = make('text', { x: MARGIN_PX + 18, y, fill: color, 'font-family': fontFamily, 'font-size': 12 });
  line.textContent = entry.textContent?.trim() ?? '';
  const sign = entry.querySelector('use')?.getAttribute('href');
  if (sign) {
    line.setAttribute('x', String(MARGIN_PX + SIGN_PX));
    return [make('use', { href: sign, x: MARGIN_PX, y: y - 10 }), line];
  }
  const slot = /slot-(\d)/.exec(entry.querySelector('.marker')?.className ?? '')?.[1];
  if (slot === undefined) return [line];
  const fill = getComputedStyle(document.documentElement).getPropertyValue(`--slot-${slot}`).trim();
  return [make('use', { href: `#m${slot}`, x: MARGIN_PX + 6, y: y - 4, fill }), line];
}

/** The shapes that the page keeps for all charts; signs of keys with the colours that the style sheet gives them. */
function marks(): Node {
  const defs = document.querySelector<SVGElement>('svg.marks defs');
  const copy = defs?.cloneNode(true);
  if (defs === null || !(copy instanceof SVGElement)) return make('defs', {});
  for (const sign of defs.querySelectorAll('g[id]')) {
    const own = copy.querySelector(`#${sign.id}`);
    if (own !== null) writeStyles(sign, own);
  }
  return copy;
}

function chart(figure: HTMLElement, readCanvas: ReadCanvas, place: Attributes): SVGElement {
  const canvas = figure.querySelector<HTMLCanvasElement>('.chart canvas');
  const recorded = canvas === null ? undefined : readCanvas(canvas);
  if (recorded !== undefined) {
    const frame = make('svg', { ...place, overflow: 'visible' });
    frame.append(recorded);
    return frame;
  }
  const drawing = figure.querySelector<SVGElement>('svg.drawing');
  if (drawing === null) return make('g', {});
  const copy = drawing.cloneNode(true);
  if (!(copy instanceof SVGElement)) return make('g', {});
  writeStyles(drawing, copy);
  for (const [key, value] of Object.entries(place)) copy.setAttribute(key, String(value));
  copy.setAttribute('overflow', 'visible');
  return copy;
}

/** What is not shown is left out. */
function writeStyles(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const property of PROPERTIES) to.setAttribute(property, style.getPropertyValue(property));
  to.removeAttribute('class');
  const pairs = [...from.children].map((child, index) => [child, to.children[index]] as const);
  for (const [child, copy] of pairs) {
    if (copy === undefined) continue;
    if (getComputedStyle(child).display === 'none') copy.remove();
    else writeStyles(child, copy);
  }
}
