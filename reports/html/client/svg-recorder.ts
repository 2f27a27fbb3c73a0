/** Writes down as SVG what is drawn on a canvas, so that a chart of Chart.js is saved with lines and texts and not as pixels. */

type Point = readonly [number, number];
type Attributes = Readonly<Record<string, string | number>>;

const NAMESPACE = 'http://www.w3.org/2000/svg';
/** Clip paths of several charts in one file must not share an id. */
let clipPaths = 0;

/**
 * Records besides drawing: state, transforms and text widths are those of the real context. It knows the calls that Chart.js and the page's own
 * drawing make; others draw and leave no trace.
 */
export class SvgRecorder {
  readonly root = make('g', {});
  readonly context: CanvasRenderingContext2D;
  private readonly real: CanvasRenderingContext2D;
  private path: string[] = [];
  private readonly clips: (string | undefined)[] = [undefined];

  constructor(real: CanvasRenderingContext2D) {
    this.real = real;
    this.context = new Proxy(real, {
      get: (target, key) => this.wrap(target, key),
      set: (target, key, value) => Reflect.set(target, key, value, target),
    });
  }

  /** Methods are called on the real context, which refuses any other. */
  private wrap(target: CanvasRenderingContext2D, key: PropertyKey): unknown {
    const member: unknown = Reflect.get(target, key, target);
    if (typeof member !== 'function') return member;
    return (...values: unknown[]) => {
      this.record(String(key), values);
      return Reflect.apply(member, target, values);
    };
  }

  private record(name: string, values: readonly unknown[]): void {
    const numbers = values.filter((value) => typeof value === 'number');
    if (this.recordPath(name, numbers)) return;
    const [words, x = 0, y = 0] = [values[0], ...numbers];
    if (name === 'fillText') this.recordText(String(words), x, y);
    else if (name === 'fill') this.add('path', { d: this.path.join(''), ...this.paint('fill') });
    else if (name === 'stroke') this.add('path', { d: this.path.join(''), ...this.paint('stroke') });
    else if (name === 'fillRect') this.add('path', { d: this.boxPath(numbers), ...this.paint('fill') });
    else if (name === 'clip') this.recordClip();
    else if (name === 'save') this.clips.push(this.clips.at(-1));
    else if (name === 'restore' && this.clips.length > 1) this.clips.pop();
  }

  /** @returns whether the call belongs to a path */
  private recordPath(name: string, values: readonly number[]): boolean {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = values;
    if (name === 'beginPath') this.path = [];
    else if (name === 'closePath') this.path.push('Z');
    else if (name === 'moveTo') this.path.push(`M${this.at([a, b])}`);
    else if (name === 'lineTo') this.path.push(`${this.path.length === 0 ? 'M' : 'L'}${this.at([a, b])}`);
    else if (name === 'rect') this.path.push(this.boxPath(values));
    else if (name === 'arc') this.path.push(this.arcPath([a, b], c, d, e));
    else return false;
    return true;
  }

  /** Where a point lies on the canvas. */
  private at([x, y]: Point): string {
    const point = this.real.getTransform().transformPoint({ x, y });
    return `${round(point.x)} ${round(point.y)}`;
  }

  private boxPath([x = 0, y = 0, width = 0, height = 0]: readonly number[]): string {
    const corners: readonly Point[] = [
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
    ];
    return `M${corners.map((corner) => this.at(corner)).join('L')}Z`;
  }

  /** Two halves, for an arc that ends where it begins is nothing in SVG. */
  private arcPath([x, y]: Point, radius: number, from: number, to: number): string {
    const on = (angle: number) => this.at([x + radius * Math.cos(angle), y + radius * Math.sin(angle)]);
    const half = (angle: number) => `A${round(radius)} ${round(radius)} 0 0 1 ${on(angle)}`;
    return `${this.path.length === 0 ? 'M' : 'L'}${on(from)}${half((from + to) / 2)}${half(to)}`;
  }

  private paint(kind: 'fill' | 'stroke'): Attributes {
    const { fillStyle, strokeStyle, lineWidth, globalAlpha } = this.real;
    if (kind === 'fill') return { fill: String(fillStyle), opacity: globalAlpha };
    const dashes = this.real.getLineDash().join(' ') || 'none';
    return {
      fill: 'none',
      stroke: String(strokeStyle),
      'stroke-width': lineWidth,
      'stroke-dasharray': dashes,
      opacity: globalAlpha,
    };
  }

  private recordText(words: string, x: number, y: number): void {
    const { font, fillStyle, textAlign, textBaseline } = this.real;
    const { a, b, c, d, e, f } = this.real.getTransform();
    const [, size = '12', family = ''] = /([\d.]+)px\s+(?:\/\S+\s+)?(.*)$/.exec(font) ?? [];
    const text = this.add('text', {
      x: round(x),
      y: round(y),
      transform: `matrix(${[a, b, c, d, e, f].map(round).join(' ')})`,
      fill: String(fillStyle),
      'font-size': size,
      'font-family': family,
      'text-anchor': textAlign === 'center' ? 'middle' : textAlign === 'right' || textAlign === 'end' ? 'end' : 'start',
      'dominant-baseline': textBaseline === 'middle' ? 'central' : textBaseline === 'top' ? 'hanging' : 'auto',
    });
    text.textContent = words;
  }

  private recordClip(): void {
    clipPaths += 1;
    const id = `clip-${clipPaths}`;
    const clip = make('clipPath', { id });
    clip.append(make('path', { d: this.path.join('') }));
    this.root.append(clip);
    this.clips[this.clips.length - 1] = id;
  }

  /** A clip path is in the space of what it clips, so that stands in a group that is not transformed. */
  private add(name: string, attributes: Attributes): SVGElement {
    const id = this.clips.at(-1);
    const place = id === undefined ? this.root : make('g', { 'clip-path': `url(#${id})` });
    const element = make(name, attributes);
    place.append(element);
    if (place !== this.root) this.root.append(place);
    return element;
  }
}

function make(name: string, attributes: Attributes): SVGElement {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
