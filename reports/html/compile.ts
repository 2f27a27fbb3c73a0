/** Templates → a page. */
import Handlebars from 'handlebars';
import type { Assets } from './assets.js';

/** A Handlebars of its own, so that nobody else's helpers and partials reach the page; a field that is missing is an error. */
export function compile({ page, partials }: Assets): Handlebars.TemplateDelegate {
  const handlebars = Handlebars.create();
  for (const [name, source] of Object.entries(partials)) handlebars.registerPartial(name, source);
  return handlebars.compile(page, { strict: true, knownHelpersOnly: true, preventIndent: true });
}
