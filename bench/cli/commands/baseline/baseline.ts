/** `twinbench baseline`: the group of its commands. */
import { defineGroup } from '../../command.js';

export const command = defineGroup({
  usage:
    '$0 baseline <command>\n\nA baseline is a folder with the results of one or more runs under a name: commit it, cache it or upload it as an artifact.',
  commands: [
    { name: 'save <name> [runs..]', summary: 'keep runs under a name', load: () => import('./save.js') },
    { name: 'list', summary: 'what is kept', load: () => import('./list.js') },
    { name: 'promote <name> [run]', summary: 'make a run that passed its gate the baseline', load: () => import('./promote.js') },
    { name: 'accept [match]', summary: 'accept a change for the worse, and say why', load: () => import('./accept.js') },
  ],
  demand: 'Name a command of baseline: save, list, promote or accept.',
  examples: [
    ['$0 baseline save main results/latest', 'what later runs are compared with'],
    ['$0 baseline promote main results/latest', 'the same, if the gate passed'],
    [
      '$0 baseline accept time-to-program/vm --max-increase 12% --until 2027-01-31 --reason "new kernel"',
      'a change that is intended',
    ],
  ],
});
