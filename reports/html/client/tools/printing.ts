/** Paper: the answer, the decision and the charts of the evidence; or everything, where the reader asks for that. */
import { readState } from '../fragment.js';

const EVERYTHING = 'print-everything';

/** `#print=all` does the same where nobody can press a button, as when a browser prints by itself. */
export function startPrinting(): void {
  if (readState('print') === 'all') document.documentElement.classList.add(EVERYTHING);
  let opened: HTMLDetailsElement[] = [];
  const openAll = () => {
    if (!document.documentElement.classList.contains(EVERYTHING)) return;
    opened = [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open])')];
    for (const details of opened) details.open = true;
  };
  // Before whoever draws what is open.
  addEventListener('beforeprint', openAll, { capture: true });
  addEventListener('afterprint', () => {
    for (const details of opened.splice(0)) details.open = false;
  });
}

export function printEverything(): void {
  const { classList } = document.documentElement;
  classList.add(EVERYTHING);
  addEventListener('afterprint', () => classList.toggle(EVERYTHING, readState('print') === 'all'), { once: true });
  print();
}
