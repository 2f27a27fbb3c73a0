/** One line that tells what a tool did, also to whoever cannot see it. */
import { make } from './element.js';

const SHOWN_MS = 4_000;

let line: HTMLElement | undefined;
let hiding = 0;

export function startStatus(): void {
  line = make('p', { className: 'status-line', attributes: { role: 'status' } });
  document.body.append(line);
}

export function announce(text: string): void {
  if (line === undefined) return;
  line.textContent = text;
  clearTimeout(hiding);
  hiding = setTimeout(() => line?.replaceChildren(), SHOWN_MS);
}
