/** Text → XML 1.0. */
import { printable } from '../view-model/text.js';

/** What `printable` leaves and XML 1.0 forbids even as a reference. */
const FORBIDDEN = /[\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** For attributes and content alike; one line. */
export function escapeXml(text: string): string {
  return printable(text)
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** `name="value"` for each that is given, a space before each. */
export function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escapeXml(String(value))}"`]))
    .join('');
}
