/**
 * State of the page's tools in its address, so that a link reproduces it: `#decide=…&hide=…`, one value for each part of the page. Links to a
 * place (`#boot`) work as ever and keep the state.
 */
import { type Fragment, formatFragment, parseFragment } from '../fragment-text.js';

/** Who keeps something in the address. */
type StateKey = 'decide' | 'hide' | 'sort' | 'print';

let current: Fragment = parseFragment(location.hash);
const readers = new Map<StateKey, (value: string) => void>();

/** Empty where the address says nothing of it. */
export function readState(key: StateKey): string {
  return current.state.get(key) ?? '';
}

/** Replaces the address: Back leaves the page, and does not step through what was typed. An empty value leaves the address. */
export function writeState(key: StateKey, value: string): void {
  if (readState(key) === value) return;
  const state = new Map(current.state);
  if (value === '') state.delete(key);
  else state.set(key, value);
  show({ ...current, state });
}

/** Calls when somebody follows a link that brings another value; not after `writeState`. */
export function onState(key: StateKey, read: (value: string) => void): void {
  readers.set(key, read);
}

/** Address of a place in this page with the present state. */
export function addressOf(place: string): string {
  return `${location.href.split('#')[0]}#${formatFragment({ place, state: current.state })}`;
}

/** Keeps the state where a link names a place only, and brings the reader to a place that the address names beside a state. */
export function startFragment(): void {
  addEventListener('hashchange', () => {
    const next = parseFragment(location.hash);
    if (next.state.size === 0) show({ place: next.place, state: current.state });
    else follow(next);
    bringToPlace();
  });
  // What the page's tools add above the place may have moved it. Who reloads is brought back to where they were.
  const [navigation] = performance.getEntriesByType('navigation');
  if (!(navigation instanceof PerformanceNavigationTiming) || navigation.type === 'navigate') bringToPlace();
}

function follow(next: Fragment): void {
  const before = current;
  current = next;
  for (const [key, read] of readers) if (before.state.get(key) !== next.state.get(key)) read(readState(key));
}

function show(next: Fragment): void {
  current = next;
  const text = formatFragment(next);
  history.replaceState(history.state, '', text === '' ? location.href.split('#')[0] : `#${text}`);
}

/** What is folded around it opens. */
function bringToPlace(): void {
  const place = current.place === '' ? null : document.getElementById(current.place);
  for (let folded = place?.closest('details'); folded; folded = folded.parentElement?.closest('details')) folded.open = true;
  place?.scrollIntoView({ behavior: 'instant' });
}
