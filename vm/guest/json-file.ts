/** Small JSON files of the cache: written whole or not at all, and read back only as what they must be. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type * as z from 'zod';
import { scratchName } from '../../runtimes/cache.js';
import { replaceFile } from '../../runtimes/whole-file.js';

/** Absent when the file is missing or is not what the schema says: it is then made anew. */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await replaceFile(file, path.join(path.dirname(file), scratchName()), JSON.stringify(value));
}
