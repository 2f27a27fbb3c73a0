/** `twinbench history`: the group of its commands. */
import { defineGroup } from '../../command.js';

export const command = defineGroup({
  usage:
    '$0 history <command>\n\nA history is a folder with one small file for each run: commit it, cache it or upload it as an artifact. Branches that both appended merge without conflicts.',
  commands: [
    { name: 'append [run]', summary: 'file a run in the history', load: () => import('./append.js') },
    { name: 'detect', summary: 'find level changes, outlying runs and gradual regressions', load: () => import('./detect.js') },
    { name: 'show', summary: 'show the trend, in the terminal or as a page', load: () => import('./show.js') },
  ],
  demand: 'Name a command of history: append, detect or show.',
  examples: [
    ['$0 history append results/latest --revision "$GITHUB_SHA"', 'after each measured commit'],
    ['$0 history detect --fail', 'in a nightly job'],
    ['$0 history show --html trend.html', 'one page that needs no network'],
  ],
});
