/** Names of entries: they sort by time, and tell the run without being opened. */
import { createHash } from 'node:crypto';
import type { HistoryEntry } from '../contract/history.js';

const PLAIN_ID = /^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/;
const EXTENSION = '.json';

/** Such as `20260115T093000.000Z_20260115-093000-1a2b.json`. Undefined where the start is no time. */
export function entryName({ startedAt, runId }: Pick<HistoryEntry, 'startedAt' | 'runId'>): string | undefined {
  const start = new Date(startedAt);
  if (Number.isNaN(start.getTime())) return undefined;
  return `${start.toISOString().replace(/[-:]/g, '')}_${nameOfRun(runId)}${EXTENSION}`;
}

export function isNameOf(name: string, runId: string): boolean {
  return name.endsWith(`_${nameOfRun(runId)}${EXTENSION}`);
}

/** Whether a file of the folder is meant to be an entry; hidden ones are not. */
export function isEntryName(name: string): boolean {
  return name.endsWith(EXTENSION) && !name.startsWith('.');
}

/** The id itself, or where it does not fit into a file's name what is left of it and a digest. */
export function nameOfRun(runId: string): string {
  if (PLAIN_ID.test(runId)) return runId;
  const digest = createHash('sha256').update(runId).digest('hex').slice(0, 12);
  const readable = runId.replace(/[^A-Za-z0-9.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return [readable.slice(0, 40), digest].filter((part) => part !== '').join('-');
}
