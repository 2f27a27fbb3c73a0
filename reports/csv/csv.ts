/**
 * The CSV reporter, RFC 4180, in base units: one row for each figure of each trial (long format), a trial without figures being one row;
 * and, where the document has them, one file of the calibration and one of the steps of the density trials.
 */
import type { ResultsDocument, Trial } from '../../bench/contract/document.js';
import { inChunks } from '../../bench/contract/json-text.js';
import type { LongReportFile, Reporter } from '../reporter.js';

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
  'contaminated',
] as const;

type Row = Readonly<Record<(typeof COLUMNS)[number], Value>>;

export const csvReporter: Reporter<LongReportFile> = {
  render: (document, { baseName }) => {
    return [
      makeFile(`${baseName}.csv`, COLUMNS, figureRows(document)),
      ...calibrationFile(document, `${baseName}-calibration.csv`),
      ...densityFile(document, `${baseName}-density.csv`),
    ];
  },
};

type Fields = readonly Value[];

function makeFile(path: string, head: readonly string[], rows: Iterable<Fields>): LongReportFile {
  return { path, pieces: inChunks(lines(head, rows)) };
}

function* lines(head: readonly string[], rows: Iterable<Fields>): Generator<string> {
  yield formatLine(head);
  for (const row of rows) yield formatLine(row);
}

function formatLine(fields: Fields): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

function calibrationFile({ calibration }: ResultsDocument, path: string): LongReportFile[] {
  if (calibration === undefined) return [];
  const head = [
    'run_id',
    'environment_id',
    'quantity',
    'metric_id',
    'unit',
    'n',
    'true',
    'measured',
    'error',
    'low',
    'high',
    'level',
    'tolerance',
  ];
  const rows = calibration.entries.map(
    ({ environmentId, quantity, metricId, unit, n, trueValue, measured, error, tolerance }) => {
      const { estimate, low, high, level } = error;
      return [
        calibration.runId,
        environmentId,
        quantity,
        metricId,
        unit,
        n,
        trueValue,
        measured,
        estimate,
        low,
        high,
        level,
        tolerance,
      ];
    },
  );
  return [makeFile(path, head, rows)];
}

function densityFile({ run, scenarios }: ResultsDocument, path: string): LongReportFile[] {
  if (scenarios?.density === undefined) return [];
  const rows = scenarios.density.flatMap(({ environmentId, points }) =>
    points.map(({ trialId, instances, memAvailableBytes }) => [run.id, environmentId, trialId, instances, memAvailableBytes]),
  );
  return [makeFile(path, ['run_id', 'environment_id', 'trial_id', 'instances', 'mem_available_bytes'], rows)];
}

/** In the order in which the trials ran. */
function* figureRows(document: ResultsDocument): Generator<Fields> {
  const rowsOf = rowMaker(document);
  for (const trial of document.trials) for (const row of rowsOf(trial)) yield COLUMNS.map((column) => row[column]);
}

function rowMaker(document: ResultsDocument): (trial: Trial) => Row[] {
  const units = new Map(document.metrics.map(({ id, unit }) => [id, unit]));
  const contaminated = listContaminated(document);
  const environments = new Map(document.environments.map((environment) => [environment.id, environment]));
  return (trial) => {
    const environment = environments.get(trial.environmentId);
    const shared = {
      run_id: document.run.id,
      ...trialFields(trial),
      environment_kind: environment?.kind,
      accelerator: environment?.vm?.accelerator,
    };
    if (trial.measurements.length === 0) {
      return [{ ...shared, metric_id: undefined, unit: undefined, value: undefined, contaminated: undefined }];
    }
    return trial.measurements.map(({ metricId, value }) => ({
      ...shared,
      metric_id: metricId,
      unit: units.get(metricId),
      value,
      contaminated: contaminated.has(`${metricId} ${trial.id}`),
    }));
  };
}

/** `METRIC TRIAL` of every figure in a contaminated block. */
function listContaminated({ series }: ResultsDocument): Set<string> {
  const found = series.flatMap(({ metricId, points }) =>
    points.filter(({ contaminated }) => contaminated === true).map(({ trialId }) => `${metricId} ${trialId}`),
  );
  return new Set(found);
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
