/** A link to itself at each section, figure and answer. */
import { addressOf } from '../fragment.js';
import { make } from './element.js';

const PLACES = 'main section[id], main figure[id], main [id^="answer-"]';

export function startLinks(): void {
  for (const place of document.querySelectorAll<HTMLElement>(PLACES)) {
    const heading = place.querySelector<HTMLElement>('h2, h3, h4');
    if (heading === null || heading.closest('section[id], figure[id], [id^="answer-"]') !== place) continue;
    addLink(place, heading);
  }
}

/** Beside the heading and not in it, so that the heading's name stays its text; of an answer, whose heading is a cell of a grid, at its end. */
function addLink(place: HTMLElement, heading: HTMLElement): void {
  const link = makeLink(place.id, heading.textContent ?? '');
  const end = place.querySelector('.said');
  if (end === null) heading.classList.add('linked');
  if (end === null) heading.after(link);
  else (end.lastElementChild ?? end).append(link);
}

function makeLink(id: string, title: string): HTMLAnchorElement {
  const attributes = { href: `#${id}`, 'aria-label': `Link to “${title.trim()}”` };
  const link = make('a', { className: 'anchor', text: '¶', attributes });
  // What is copied from the link by its menu holds the state of the page too.
  for (const event of ['pointerdown', 'focus', 'contextmenu']) link.addEventListener(event, () => (link.href = addressOf(id)));
  return link;
}
