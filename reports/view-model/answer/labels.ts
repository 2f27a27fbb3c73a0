/** What the questions are called where a question has no room. */
import { formatTitle } from '../text.js';

const LABELS: ReadonlyMap<string, string> = new Map([
  ['time-to-program', 'Time to program'],
  ['memory-at-rest', 'Memory at rest'],
  ['slower-work', 'Speed of work'],
  ['cpu-spent', 'CPU spent'],
  ['gone-again', 'Time to stop'],
  ['many-at-once', 'Many at once'],
  ['memory-returned', 'Memory returned'],
  ['isolation', 'Isolation'],
  ['portability', 'Portability'],
]);

/** A new question is called by its id until it has a name here. */
export function labelQuestion(id: string): string {
  return LABELS.get(id) ?? formatTitle(id);
}
