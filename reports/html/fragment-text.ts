/** The part of a page's address behind `#`: a place in the page, then the state of its tools, `boot&decide=…&hide=…`. */

export interface Fragment {
  /** Id of the place; may be empty. */
  readonly place: string;
  /** By the part of the page that it belongs to. */
  readonly state: ReadonlyMap<string, string>;
}

/** With or without its `#`. What cannot be decoded is left as it stands: anybody may have typed it. */
export function parseFragment(text: string): Fragment {
  const parts = text.replace(/^#/, '').split('&');
  const place = parts.find((part) => !part.includes('=')) ?? '';
  const pairs = parts.filter((part) => part.includes('=')).map(splitPair);
  return { place: decode(place), state: new Map(pairs.filter(([key, value]) => key !== '' && value !== '')) };
}

/** Without `#`; empty for nowhere and no state. */
export function formatFragment({ place, state }: Fragment): string {
  const pairs = [...state].filter(([, value]) => value !== '').map(([key, value]) => `${encode(key)}=${encode(value)}`);
  return [...(place === '' ? [] : [encode(place)]), ...pairs].join('&');
}

function splitPair(part: string): [string, string] {
  const end = part.indexOf('=');
  return [decode(part.slice(0, end)), decode(part.slice(end + 1))];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** These mean nothing of their own in a fragment, and an address is read by people. */
const READABLE: ReadonlyMap<string, string> = new Map([
  ['%2C', ','],
  ['%3A', ':'],
  ['%3B', ';'],
  ['%2F', '/'],
]);

function encode(text: string): string {
  return encodeURIComponent(text).replace(/%2C|%3A|%3B|%2F/g, (code) => READABLE.get(code) ?? code);
}
