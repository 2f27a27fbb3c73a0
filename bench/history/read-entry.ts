/**
 * Ten thousand entries hold six hundred thousand series: to check each against the schema takes ten times as long as to parse it. What passes the plain
 * checks below is an entry; whatever does not takes the long way, which accepts it or says what is wrong. So nothing is accepted that
 * `parseHistoryEntry` would refuse.
 */
import { HISTORY_VERSION, type HistoryEntry, historyEntry, parseHistoryEntry } from '../contract/history.js';

/** `fileName` is only for messages. @throws FormatError */
export function readEntry(text: string, fileName: string): HistoryEntry {
  const value = parseJson(text);
  return isPlainEntry(value) ? value : parseHistoryEntry(text, fileName);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Members = Readonly<Record<string, unknown>>;

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const SERIES = historyEntry.shape.series.element.shape;
const UNITS: ReadonlySet<unknown> = new Set(SERIES.unit.options);
const DIRECTIONS: ReadonlySet<unknown> = new Set(SERIES.direction.options);
const ENVIRONMENT = historyEntry.shape.environments.element.shape;
const KINDS: ReadonlySet<unknown> = new Set(ENVIRONMENT.kind.options);
const ACCELERATORS: ReadonlySet<unknown> = new Set([undefined, 'kvm', 'tcg']);
const STATUSES: ReadonlySet<unknown> = new Set([undefined, ...historyEntry.shape.flags.shape.verdict.unwrap().options]);

type OwnPart = Pick<HistoryEntry, 'runId' | 'startedAt' | 'revision' | 'generator' | 'flags'>;

/** What an entry shares with no other. */
export function isOwnPart(value: unknown): value is OwnPart {
  if (!isMembers(value)) return false;
  const { schemaVersion, generator, flags } = value;
  return (
    schemaVersion === HISTORY_VERSION &&
    areTexts(value, 'runId', 'startedAt', 'revision') &&
    isMembers(generator) &&
    areTexts(generator, 'name', 'version', 'revision') &&
    typeof generator['dirty'] === 'boolean' &&
    isTextIfAny(generator['codeDigest']) &&
    isMembers(flags) &&
    areFlags(flags)
  );
}

function isPlainEntry(value: unknown): value is HistoryEntry {
  if (!isMembers(value) || !isOwnPart(value)) return false;
  const { profile, accelerator, host, environments, workloads, series }: Members = value;
  return (
    typeof profile === 'string' &&
    isMembers(host) &&
    areTexts(host, 'fingerprint', 'cpu', 'kernel') &&
    ACCELERATORS.has(accelerator) &&
    isList(environments, isEnvironment) &&
    isList(workloads, isWorkload) &&
    isList(series, isSeries)
  );
}

function isList(value: unknown, fits: (one: Members) => boolean): boolean {
  return Array.isArray(value) && value.every((one: unknown) => isMembers(one) && fits(one));
}

function areTexts(members: Members, ...names: readonly string[]): boolean {
  return names.every((name) => typeof members[name] === 'string');
}

function isEnvironment(one: Members): boolean {
  return areTexts(one, 'id', 'imageDigest', 'configuration') && KINDS.has(one['kind']) && ACCELERATORS.has(one['accelerator']);
}

function isWorkload(one: Members): boolean {
  const { version, programVersion, parameters } = one;
  return areTexts(one, 'id', 'digest') && isTextIfAny(version) && isTextIfAny(programVersion) && areParametersIfAny(parameters);
}

function areParametersIfAny(value: unknown): boolean {
  return value === undefined || (isMembers(value) && Object.values(value).every(isParameter));
}

function isParameter(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || isFiniteNumber(value);
}

function areFlags({ accepted, acceptedReason, verdict }: Members): boolean {
  return isBooleanIfAny(accepted) && isTextIfAny(acceptedReason) && STATUSES.has(verdict);
}

function isSeries(one: Members): boolean {
  const { environmentId, workloadId, metricId, title, unit, direction, primary, noiseThreshold, n, median } = one;
  return (
    typeof environmentId === 'string' &&
    isTextIfAny(workloadId) &&
    typeof metricId === 'string' &&
    isTextIfAny(title) &&
    UNITS.has(unit) &&
    DIRECTIONS.has(direction) &&
    isBooleanIfAny(primary) &&
    isTextIfAny(one['partOf']) &&
    isBooleanIfAny(one['standsAlone']) &&
    (noiseThreshold === undefined || (isFiniteNumber(noiseThreshold) && noiseThreshold >= 0)) &&
    Number.isSafeInteger(n) &&
    isFiniteNumber(n) &&
    n > 0 &&
    isFiniteNumber(median) &&
    isIntervalIfAny(one['interval']) &&
    isFiniteIfAny(one['standardDeviation']) &&
    isBooleanIfAny(one['contaminated'])
  );
}

function isIntervalIfAny(value: unknown): boolean {
  return (
    value === undefined ||
    (isMembers(value) && isFiniteNumber(value['level']) && isFiniteNumber(value['low']) && isFiniteNumber(value['high']))
  );
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isFiniteIfAny(value: unknown): boolean {
  return value === undefined || isFiniteNumber(value);
}

function isTextIfAny(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isBooleanIfAny(value: unknown): boolean {
  return value === undefined || typeof value === 'boolean';
}
