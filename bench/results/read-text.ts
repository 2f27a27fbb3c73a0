/** Files that people name, read whole. */

import { readFile } from 'node:fs/promises';
import { formatError } from '../../runtimes/errors.js';
import { UsageError } from '../contract/errors.js';
import { asTooLong } from '../contract/format-error.js';

/** @throws FormatError – longer than can be read at once; UsageError – it cannot be read */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw asTooLong(error, file) ?? new UsageError(`cannot read ${file}: ${formatError(error)}`);
  }
}
