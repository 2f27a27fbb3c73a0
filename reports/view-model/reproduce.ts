/** The command that measures the same again, and the files that it writes. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import { BALLOON_ENVIRONMENT } from '../../bench/contract/scenarios.js';
import type { Fact } from './model.js';
import { printable } from './text.js';

/** What a run of its own command plans; others belong to other commands. */
const OWN_SCENARIOS: readonly string[] = ['single', 'cold', 'density', 'elasticity', 'idle', 'churn'];
const ACCOMPANYING: readonly string[] = ['together'];
const PLAIN_ID = /^[a-z0-9][a-z0-9-]*$/;

/** Empty where the run was no plain one: settings of other commands are not in the document. */
export function reproduceCommand({ run, environments, trials }: ResultsDocument): string {
  const scenarios = [...new Set(trials.map(({ scenario }) => scenario))].filter((one) => !ACCOMPANYING.includes(one));
  const workloads = [...new Set(trials.filter(({ scenario }) => scenario === 'single').map(({ workloadId }) => workloadId))];
  const ids = listAskedIds(environments, trials);
  const isPlain =
    [...ids, ...workloads].every((id) => PLAIN_ID.test(id)) && scenarios.every((one) => OWN_SCENARIOS.includes(one));
  if (!isPlain || trials.length === 0 || ids.length === 0) return '';
  return [
    `npx twinbench run --profile ${run.profile} --seed ${run.seed}`,
    `--scenarios ${scenarios.join(',')}`,
    `--environments ${ids.join(',')}`,
    ...(workloads.length === 0 ? [] : [`--workloads ${workloads.toSorted().join(',')}`]),
    ...formatAccelerator(environments),
    ...formatCpus(environments),
  ].join(' ');
}

/** Not those that a scenario adds by itself. */
function listAskedIds(environments: ResultsDocument['environments'], trials: ResultsDocument['trials']): string[] {
  const single = new Set(trials.filter(({ scenario }) => scenario === 'single').map(({ environmentId }) => environmentId));
  const ids = environments.map(({ id }) => id);
  return single.size > 0 ? ids.filter((id) => single.has(id)) : ids.filter((id) => id !== BALLOON_ENVIRONMENT.id);
}

function formatAccelerator(environments: ResultsDocument['environments']): string[] {
  const found = [...new Set(environments.flatMap(({ vm }) => vm?.accelerator ?? []))];
  return found.length === 1 ? [`--accel ${found[0]}`] : [];
}

function formatCpus(environments: ResultsDocument['environments']): string[] {
  const found = [...new Set(environments.map(({ resources }) => resources.cpus))];
  return found.length === 1 ? [`--cpus ${found[0]}`] : [];
}

/** Which checkout measured it, and what lies beside this report. */
export function reproduceFacts({ generator: { revision, dirty } }: ResultsDocument): Fact[] {
  const source = `${printable(revision).slice(0, 40)}${dirty ? ', with uncommitted changes' : ''}`;
  return [
    ...(revision === '' ? [] : [{ label: 'Revision', value: source }]),
    { label: 'trials.jsonl', value: 'Every mark, reading and outcome as recorded, one trial per line.' },
    { label: 'results.json', value: 'Everything this page shows, derived from trials.jsonl by: npx twinbench analyze DIR' },
    { label: 'This page', value: 'Made from results.json by: npx twinbench report DIR' },
  ];
}
