/** What a reader can leave out of the page: environments, workloads and verdicts, as rows and marks name them. */
import type { VerdictKind } from './answer/model.js';
import { type Context, workloadTitle } from './context.js';
import { printable } from './text.js';

interface FilterChoice {
  readonly value: string;
  readonly label: string;
  /** Of an environment; −1 for others. */
  readonly slot: number;
}

export interface Filters {
  readonly environment: readonly FilterChoice[];
  readonly workload: readonly FilterChoice[];
  readonly verdict: readonly FilterChoice[];
}

const VERDICT_WORDS: Readonly<Record<VerdictKind, string>> = {
  shown: 'a difference is shown',
  same: 'no difference',
  few: 'too few to be sure',
  open: 'not decided',
  emulated: 'emulated',
  unmeasured: 'not measured',
  neutral: 'informational',
};

export function listFilters(context: Context): Filters {
  return {
    environment: context.allEnvironments.map(({ id, name, slot }) => ({ value: printable(id), label: name, slot })),
    workload: context.document.workloads.map(({ id }) => ({ value: printable(id), label: workloadTitle(context, id), slot: -1 })),
    verdict: Object.entries(VERDICT_WORDS).map(([value, label]) => ({ value, label, slot: -1 })),
  };
}
