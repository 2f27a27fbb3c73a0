/** What each run was measured on and with, run by run: what differs first. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import { formatTime } from '../view-model/header.js';
import { formatVirtualization } from '../view-model/host.js';
import type { Table } from '../view-model/model.js';
import { formatAlone } from '../view-model/quantity.js';
import { type RowSpec, table, text } from '../view-model/table.js';
import { formatCount, printable, shorten } from '../view-model/text.js';
import type { RunInput } from './input.js';
import { nameRun } from './relation.js';

const MAX_LENGTH = 80;

interface Condition {
  readonly label: string;
  readonly read: (document: ResultsDocument) => string;
}

/** A new condition is one line. */
const CONDITIONS: readonly Condition[] = [
  { label: 'Processor', read: ({ host }) => `${host.cpu.model}, ${formatCount(host.cpu.threads, 'CPU')}` },
  { label: 'Memory', read: ({ host }) => formatAlone('byte', host.memoryBytes) },
  { label: 'Kernel', read: ({ host }) => host.kernel.release },
  { label: 'Operating system', read: ({ host }) => `${host.os.name} ${host.os.version}` },
  { label: 'Virtualization', read: ({ host }) => formatVirtualization(host) },
  { label: 'Virtual machines', read: formatAccelerators },
  { label: 'Environments', read: ({ environments }) => environments.map(({ id }) => id).join(', ') },
  { label: 'Image', read: ({ environments }) => listDistinct(environments.map(({ imageDigest }) => imageDigest.slice(0, 19))) },
  { label: 'Workloads', read: ({ workloads }) => workloads.map(({ id }) => id).join(', ') },
  { label: 'Profile', read: ({ run }) => run.profile },
  { label: 'Trials completed', read: ({ run }) => `${run.completeness.completed} of ${run.completeness.planned}` },
  { label: 'Calibrated', read: ({ calibration }) => (calibration === undefined ? 'no' : 'yes') },
  { label: 'Twinbench', read: ({ generator }) => `${generator.version} ${generator.revision.slice(0, 12)}`.trim() },
  { label: 'Started', read: ({ run }) => formatTime(run.startedAt) },
  { label: 'Run', read: ({ run }) => run.id },
];

export function conditionsTable(runs: readonly RunInput[]): Table {
  const columns = [text('Condition'), text('Differs'), ...runs.map((_, place) => text(nameRun(place)))];
  const rows = CONDITIONS.map((condition) => conditionRow(condition, runs));
  return table('What each run was measured on and with', columns, [
    ...rows.filter(differs),
    ...rows.filter((row) => !differs(row)),
  ]);
}

const DIFFERS = 'differs';

function conditionRow({ label, read }: Condition, runs: readonly RunInput[]): RowSpec {
  const values = runs.map(({ document }) => shorten(printable(read(document)), MAX_LENGTH) || '–');
  return { slot: null, header: label, cells: [new Set(values).size > 1 ? DIFFERS : 'same', ...values] };
}

function differs({ cells }: RowSpec): boolean {
  return cells[0] === DIFFERS;
}

function formatAccelerators({ environments }: ResultsDocument): string {
  const accelerators = environments.flatMap(({ vm }) =>
    vm === undefined ? [] : [vm.accelerator === 'tcg' ? 'software emulation' : 'KVM'],
  );
  return accelerators.length === 0 ? 'none' : listDistinct(accelerators);
}

function listDistinct(values: readonly string[]): string {
  return [...new Set(values)].join(', ');
}
