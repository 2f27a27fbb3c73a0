/** `twinbench history`: the group of its commands. */
import type { Argv } from 'yargs';
import type { CommandEntry } from '../../command.js';

export const commands: readonly CommandEntry[] = [
  { name: 'append [run]', summary: 'file a run in the history', load: () => import('./append.js') },
  { name: 'detect', summary: 'find level changes, runs out of line, and creep', load: () => import('./detect.js') },
  { name: 'show', summary: 'show the trend, in the terminal or as a page', load: () => import('./show.js') },
];

export function options(parser: Argv): Argv {
  return parser
    .usage(
      '$0 history <command>\n\nA history is a folder with one small file for each run: commit it, cache it or upload it as an artifact. Branches that both appended merge without conflicts.',
    )
    .demandCommand(1, 'Name a command of history: append, detect or show.')
    .example('$0 history append results/latest --revision "$GITHUB_SHA"', 'after each measured commit')
    .example('$0 history detect --fail', 'in a nightly job')
    .example('$0 history show --html trend.html', 'one page that needs no network');
}
