/** Options of commands on histories and baselines, and their usual folders. Loads nothing else, so that a command can begin its work early. */
import path from 'node:path';
import { UsageError } from './failure.js';

/** One folder to commit, cache or upload. Not hidden: artifact uploads leave hidden files out. */
export const HISTORY_FOLDER = path.join('twinbench-data', 'history');
export const BASELINES_FOLDER = path.join('twinbench-data', 'baselines');

/** Of an option that counts something. @throws UsageError */
export function countOption(name: string, value: unknown, least = 1): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (/^\d+$/.test(String(value)) && Number.isSafeInteger(count) && count >= least) return count;
  throw new UsageError(`--${name} is ${String(value)}; expected a whole number of at least ${least}.`);
}

export function textOption(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 1)}\n`);
}
