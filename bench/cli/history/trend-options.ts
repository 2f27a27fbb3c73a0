/** What `detect` and `show` can be asked for. Loads nothing else, so that `show` can begin to read early. */
import type { Argv } from 'yargs';
import { HISTORY_FOLDER } from '../kept-options.js';

export const DEFAULT_LAST = 250;
export const DEFAULT_SEED = 1;

export function trendOptions(parser: Argv): Argv {
  return parser
    .option('history', { type: 'string', default: HISTORY_FOLDER, describe: 'folder of the history' })
    .option('match', { type: 'string', describe: 'only series that this fits, such as boot-time/vm or throughput/*/json' })
    .option('last', { type: 'string', default: String(DEFAULT_LAST), describe: 'look for changes in so many newest runs' })
    .option('seed', {
      type: 'string',
      default: String(DEFAULT_SEED),
      describe: 'of the permutation test; the same seed gives the same answer',
    })
    .option('skip-corrupt', {
      type: 'boolean',
      default: false,
      describe: 'leave damaged files out, named as warnings, instead of stopping',
    });
}
