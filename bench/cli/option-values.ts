/** Values of options, checked and named in their errors. */
import { UsageError } from '../contract/errors.js';

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
