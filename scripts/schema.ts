/** Writes the JSON Schemas under docs/schema; with --check, only says whether the committed ones are in step. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type SchemaFile, schemaFiles } from '../bench/contract/schema.js';

/** Compared as values, for the formatter may lay the committed files out as it likes. */
function isInStep(file: SchemaFile): boolean {
  return existsSync(file.path) && isDeepStrictEqual(JSON.parse(readFileSync(file.path, 'utf8')), file.schema);
}

function write(file: SchemaFile): void {
  mkdirSync(path.dirname(file.path), { recursive: true });
  writeFileSync(file.path, JSON.stringify(file.schema, null, 2));
  spawnSync('node_modules/.bin/biome', ['format', '--write', file.path], { stdio: 'ignore' });
  console.log(`wrote ${file.path}`);
}

const stale = schemaFiles().filter((file) => !isInStep(file));
if (process.argv.includes('--check')) {
  for (const file of stale)
    console.error(`${file.path} is not in step with bench/contract; write it with: node dist/scripts/schema.js`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  stale.forEach(write);
}
