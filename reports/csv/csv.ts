/** The CSV reporter: one row for each figure of each trial (long format), RFC 4180, in base units. A trial without figures is one row. */
import type { ResultsDocument, Trial } from '../../bench/contract/document.js';
import type { Reporter } from '../reporter.js';

type Value = string | number | boolean | undefined;

const COLUMNS = [
  'run_id',
  'trial_id',
  'scenario',
  'environment_id',
  'environment_kind',
  'accelerator',
  'workload_id',
  'block',
  'order',
  'repetition',
  'warmup',
  'outcome',
  'metric_id',
  'unit',
  'value',
] as const;

type Row = Readonly<Record<(typeof COLUMNS)[number], Value>>;

export const csvReporter: Reporter = {
  render: (document, { baseName }) => {
    const rows = rowsOf(document).map((row) => COLUMNS.map((column) => csvField(row[column])));
    const lines = [[...COLUMNS], ...rows].map((fields) => `${fields.join(',')}\r\n`);
    return [{ path: `${baseName}.csv`, content: lines.join('') }];
  },
};

/** In the order in which the trials ran. */
function rowsOf(document: ResultsDocument): Row[] {
  const units = new Map(document.metrics.map(({ id, unit }) => [id, unit]));
  const environments = new Map(document.environments.map((environment) => [environment.id, environment]));
  return document.trials.flatMap((trial): Row[] => {
    const environment = environments.get(trial.environmentId);
    const shared = {
      run_id: document.run.id,
      ...trialFields(trial),
      environment_kind: environment?.kind,
      accelerator: environment?.vm?.accelerator,
    };
    if (trial.measurements.length === 0) return [{ ...shared, metric_id: undefined, unit: undefined, value: undefined }];
    return trial.measurements.map(({ metricId, value }) => ({
      ...shared,
      metric_id: metricId,
      unit: units.get(metricId),
      value,
    }));
  });
}

function trialFields(trial: Trial) {
  return {
    trial_id: trial.id,
    scenario: trial.scenario,
    environment_id: trial.environmentId,
    workload_id: trial.workloadId,
    block: trial.block,
    order: trial.order,
    repetition: trial.repetition,
    warmup: trial.warmup,
    outcome: trial.outcome.status,
  };
}

/**
 * Absent values are empty. Text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV Injection");
 * numbers never do.
 */
export function csvField(value: Value): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const inert = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
