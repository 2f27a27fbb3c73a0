/** The report's title: what people ask, answered in a sentence. */
import type { Context } from '../context.js';

export function answerTitle(_context: Context): string {
  return 'Container or virtual machine?';
}
