/** What package.json calls this program. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { projectRoot } from './native.js';

const manifest = z.object({ name: z.string(), version: z.string() });

export async function readManifest(): Promise<z.infer<typeof manifest>> {
  return manifest.parse(JSON.parse(await readFile(path.join(projectRoot, 'package.json'), 'utf8')));
}
