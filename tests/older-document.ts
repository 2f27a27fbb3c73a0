/** A document that an earlier Twinbench wrote, when results had the marks of every instance and no time to the program. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

export function readOlderText(): string {
  return gunzipSync(readFileSync(path.join('tests', 'golden', 'older-results.json.gz'))).toString('utf8');
}
