/** Older files → the current version, one step at a time. A new schema version adds one step to each table. */
import type { MetricDefinition } from './document.js';
import { FormatError } from './format-error.js';
import { findPracticalMargin } from './practical-margin.js';
import { SCHEMA_VERSION } from './record.js';

type Versioned = Record<string, unknown> & { schemaVersion: number };
/** One step; the new version number is set for it. */
export type Upgrade = (older: Versioned) => Record<string, unknown>;

/** Version → the step from it to the next. */
type UpgradeTable = ReadonlyMap<number, Upgrade>;

const DOCUMENT_UPGRADES: UpgradeTable = new Map();
const RUN_UPGRADES: UpgradeTable = new Map();

/** @throws FormatError `unsupported-version` – when a step is missing */
export function upgrade(value: Versioned, table: UpgradeTable, target: number, place: { fileName: string }): Versioned {
  let current = value;
  while (current.schemaVersion < target) {
    const step = table.get(current.schemaVersion);
    if (!step) {
      const wrong = `schema ${current.schemaVersion} is older than what this Twinbench can upgrade`;
      throw new FormatError('unsupported-version', place, wrong, 'Read it with the Twinbench that wrote it, or measure again.');
    }
    current = { ...step(current), schemaVersion: current.schemaVersion + 1 };
  }
  return current;
}

export function upgradeDocument(value: Versioned, place: { fileName: string }): Versioned {
  return upgrade(value, DOCUMENT_UPGRADES, SCHEMA_VERSION, place);
}

export function upgradeRun(value: Versioned, place: { fileName: string }): Versioned {
  return upgrade(value, RUN_UPGRADES, SCHEMA_VERSION, place);
}

const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^(time-to-program$|boot-time)/, 'boot'],
  [/^memory-/, 'memory'],
  [/^io-/, 'storage'],
  [/^(throughput|cpu-per-operation)$/, 'workloads'],
  [/^idle-cpu$/, 'cpu'],
];

/** Older documents tell a metric's group by its id alone. */
export function addGroups(metrics: readonly MetricDefinition[]): MetricDefinition[] {
  if (metrics.some(({ group }) => group !== undefined)) return [...metrics];
  return metrics.map((metric) => {
    const group = GROUPS.find(([pattern]) => pattern.test(metric.id))?.[1];
    return group === undefined ? metric : { ...metric, group };
  });
}

/** Older documents say nothing of what matters in practice. */
export function addPracticalMargins(metrics: readonly MetricDefinition[]): MetricDefinition[] {
  return metrics.map((metric) => {
    const own = metric.practicalMargin ?? findPracticalMargin(metric.id);
    return own === undefined ? metric : { ...metric, practicalMargin: own };
  });
}

/** Older entries of a history tell the metric that another is a part of by the id alone. */
export function findWhole({
  metricId,
  partOf,
}: {
  readonly metricId: string;
  readonly partOf?: string | undefined;
}): string | undefined {
  const end = metricId.lastIndexOf('.');
  return partOf ?? (end < 0 ? undefined : metricId.slice(0, end));
}
