/** The inputs that are kept: one small file each, in `tests/fuzz/corpus/<target>/`. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../runtimes/native.js';

export function listCorpus(target: string): Buffer[] {
  const folder = path.join(projectRoot, 'tests', 'fuzz', 'corpus', target);
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(path.join(folder, name)));
}
