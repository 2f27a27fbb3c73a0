/** A strict reader of the XML that reports hold: elements, attributes, text; no comments, sections or declarations of types. For tests. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, references resolved. */
  readonly text: string;
}

const DECLARATION = /<\?xml version="1\.0" encoding="UTF-8"\?>\n/y;
const OPEN = /<([A-Za-z][\w-]*)((?: [A-Za-z][\w-]*="[^"<]*")*)(\/?)>/y;
const CLOSE = /<\/([A-Za-z][\w-]*)>/y;
const TEXT = /[^<]+/y;
/** XML 1.0, production 2. */
const CHARACTERS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const REFERENCES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** @throws Error – not well-formed, or beyond the subset */
export function parseXml(source: string): XmlElement {
  if (!CHARACTERS.test(source)) throw new Error('a character that XML 1.0 forbids');
  DECLARATION.lastIndex = 0;
  if (!DECLARATION.test(source)) throw new Error('no declaration');
  const { element, end } = readElement(source, DECLARATION.lastIndex);
  if (source.slice(end).trim() !== '') throw new Error('text after the root element');
  return element;
}

function readElement(source: string, start: number): { readonly element: XmlElement; readonly end: number } {
  const [open, name = '', attributeText = '', isEmpty] = match(OPEN, source, start);
  const attributes = readAttributes(attributeText);
  let end = start + open.length;
  const children: XmlElement[] = [];
  let text = '';
  while (isEmpty !== '/') {
    if (source.startsWith('</', end)) {
      const [close, closed] = match(CLOSE, source, end);
      if (closed !== name) throw new Error(`</${closed ?? ''}> ends <${name}>`);
      return { element: { name, attributes, children, text }, end: end + close.length };
    }
    if (source.startsWith('<', end)) {
      const child = readElement(source, end);
      children.push(child.element);
      end = child.end;
    } else {
      const [piece] = match(TEXT, source, end);
      text += resolved(piece);
      end += piece.length;
    }
  }
  return { element: { name, attributes, children, text }, end };
}

function match(pattern: RegExp, source: string, start: number): RegExpExecArray {
  pattern.lastIndex = start;
  const found = pattern.exec(source);
  if (!found) throw new Error(`unexpected: ${source.slice(start, start + 60)}`);
  return found;
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/ ([\w-]+)="([^"]*)"/g)) {
    if (name in attributes) throw new Error(`${name} twice`);
    attributes[name] = resolved(value);
  }
  return attributes;
}

function resolved(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text');
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const character = REFERENCES[name];
    if (character === undefined || !whole.endsWith(';')) throw new Error(`unknown reference ${whole}`);
    return character;
  });
}
