/** `twinbench baseline`: the group of its commands. */
import type { Argv } from 'yargs';
import type { CommandEntry } from '../../command.js';

export const commands: readonly CommandEntry[] = [
  { name: 'save <name> [runs..]', summary: 'keep runs under a name', load: () => import('./save.js') },
  { name: 'list', summary: 'what is kept', load: () => import('./list.js') },
  { name: 'promote <name> [run]', summary: 'make a run that passed its gate the baseline', load: () => import('./promote.js') },
  { name: 'accept [match]', summary: 'agree to a change for the worse, for a reason', load: () => import('./accept.js') },
];

export function options(parser: Argv): Argv {
  return parser
    .usage(
      '$0 baseline <command>\n\nA baseline is a folder with the results of one or more runs under a name: commit it, cache it or upload it as an artifact.',
    )
    .demandCommand(1, 'Name a command of baseline: save, list, promote or accept.')
    .example('$0 baseline save main results/latest', 'what later runs are compared with')
    .example('$0 baseline promote main results/latest', 'the same, if the gate passed')
    .example(
      '$0 baseline accept boot-time/vm --max-increase 12% --until 2027-01-31 --reason "new kernel"',
      'a change that is meant',
    );
}
