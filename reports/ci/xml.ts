/** Text → XML 1.0. */
import { escapeXml as escapeMarkup } from '../svg/markup.js';
import { printable } from '../view-model/text.js';

/** What `printable` leaves and XML 1.0 forbids even as a reference. */
const FORBIDDEN = /[\ufffe\uffff]/g;

/** For attributes and content alike; one line. */
export function escapeXml(text: string): string {
  return escapeMarkup(printable(text).replace(FORBIDDEN, '\ufffd'));
}

/** `name="value"` for each that is given, a space before each. */
export function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escapeXml(String(value))}"`]))
    .join('');
}
