/** Templates → a page. */
import Handlebars from 'handlebars';
import type { Assets } from './assets.js';
import { drawing } from './drawing.js';

/** A Handlebars of its own, so that nobody else's helpers and partials reach the page; a field that is missing is an error. */
export function compile({ page, partials }: Assets): Handlebars.TemplateDelegate {
  const handlebars = Handlebars.create();
  handlebars.registerHelper('drawing', (figure: Parameters<typeof drawing>[0]) => new Handlebars.SafeString(drawing(figure)));
  for (const [name, source] of Object.entries(partials)) handlebars.registerPartial(name, source);
  return handlebars.compile(page, { strict: true, knownHelpersOnly: true, knownHelpers: { drawing: true }, preventIndent: true });
}
