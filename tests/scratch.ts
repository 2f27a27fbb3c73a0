/** Folders for tests. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** There from before the first test of the file that asks for it until after its last. */
export function scratchFolder(prefix: string): string {
  const folder = path.join(tmpdir(), prefix + randomBytes(4).toString('hex'));
  beforeAll(() => void mkdirSync(folder, { mode: 0o700 }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
