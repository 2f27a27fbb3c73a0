/** What a row of a table is about, in as few characters as a long report can afford: ids and a kind of verdict, parted by commas. */

import { printable } from './text.js';

export interface About {
  readonly environment?: string;
  /** Of a comparison, what its environment is held against. */
  readonly baseline?: string;
  readonly workload?: string;
  /** Kind of a verdict. */
  readonly verdict?: string;
}

export function formatAbout({ environment = '', baseline = '', workload = '', verdict = '' }: About): string {
  return [environment, baseline, workload, verdict].map(encode).join(',').replace(/,+$/, '');
}

export function parseAbout(text: string): Required<About> {
  const [environment = '', baseline = '', workload = '', verdict = ''] = text.split(',').map(decode);
  return { environment, baseline, workload, verdict };
}

/** What parts the ids; invisible characters are written as the filters show them. */
function encode(text: string): string {
  return printable(text).replace(/[%,]/g, encodeURIComponent);
}

function decode(text: string): string {
  return text.replace(/(?:%[\dA-F]{2})+/g, decodeURIComponent);
}
