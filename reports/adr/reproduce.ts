/** The commands that measure and decide the same again. */
import type { ResultsDocument } from '../../bench/contract/document.js';

const ID = /^[a-z][a-z0-9-]*$/;
/** What commands plan by themselves. */
const NOT_ASKED_FOR = ['together', 'boot', 'calibration'];

/** Names that no command line holds are left out. */
export function listCommands(document: ResultsDocument, hasRequirements: boolean): string[] {
  const { run, environments, trials } = document;
  const scenarios = listIds(trials.map(({ scenario }) => scenario)).filter((id) => !NOT_ASKED_FOR.includes(id));
  const workloads = listIds(trials.flatMap(({ scenario, workloadId }) => (scenario === 'single' ? [workloadId] : [])));
  const accelerator = environments.find(({ vm }) => vm !== undefined)?.vm?.accelerator;
  const options = [
    `--profile ${run.profile}`,
    `--seed ${run.seed}`,
    option('environments', listIds(environments.map(({ id }) => id))),
    option('workloads', workloads),
    option('scenarios', scenarios),
    accelerator === undefined ? '' : `--accel ${accelerator}`,
  ];
  const requirements = hasRequirements ? ' --requirements FILE' : '';
  return [
    `npx twinbench run ${options.filter((one) => one !== '').join(' ')}`,
    `npx twinbench report results/latest${requirements} --format adr`,
  ];
}

function listIds(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter((id) => ID.test(id));
}

function option(name: string, ids: readonly string[]): string {
  return ids.length === 0 ? '' : `--${name} ${ids.join(',')}`;
}
