/**
 * Attacks one decoder of the host with varied inputs for a time: `fuzz-host.js TARGET --seconds N --seed N --finds DIR --crashes DIR`, or plays
 * one input: `fuzz-host.js TARGET FILE`. An input that breaks a promise is kept as `DIR/crash-…` and ends it with exit code 1. The last line of
 * stdout is JSON: executions, outcomes, finds, coveredBytes, totalBytes.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startCoverage } from './code-coverage.js';
import { listCorpus } from './corpus.js';
import type { HostTarget } from './host-target.js';
import { Mutator } from './mutate.js';

const BATCH = 50;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    finds: { type: 'string', default: 'dist/fuzz/finds' },
    crashes: { type: 'string', default: 'dist/fuzz/crashes' },
  },
});
const [name = '', input] = positionals;
const takeCoverage = await startCoverage();
const { HOST_TARGETS } = await import('./host-targets.js');
const target = HOST_TARGETS.find((one) => one.name === name);
if (target === undefined) throw new Error(`no target ${name}; there are ${HOST_TARGETS.map((one) => one.name).join(', ')}`);

/** What is being played, for failures that come from elsewhere than its own promise. */
let current: Buffer = Buffer.alloc(0);
let isFinished = false;
process.on('uncaughtException', (error) => fail(error));
process.on('exit', () => {
  if (!isFinished) fail(new Error('nothing came of it: a promise never settles'));
});

if (input === undefined) await attack(target);
else process.stdout.write(`${await target.play(readFileSync(input))}\n`);
isFinished = true;

async function attack(attacked: HostTarget): Promise<void> {
  const mutator = new Mutator(Number(values.seed), attacked);
  const pool = listCorpus(attacked.name);
  const outcomes = new Set<string>();
  for (const kept of pool) outcomes.add(await play(attacked, kept));
  const untilMs = performance.now() + Number(values.seconds) * 1000;
  let executions = pool.length;
  const kept = pool.length;
  for (; performance.now() < untilMs; executions += BATCH)
    for (let i = 0; i < BATCH; i++) {
      const varied = mutator.vary(pool);
      const outcome = await play(attacked, varied);
      if (outcomes.has(outcome)) continue;
      outcomes.add(outcome);
      pool.push(varied);
    }
  const finds = pool.slice(kept);
  for (const find of finds) save(path.join(values.finds, attacked.name), '', find);
  const coverage = await takeCoverage(attacked.modules);
  process.stdout.write(`${JSON.stringify({ executions, outcomes: outcomes.size, finds: finds.length, ...coverage })}\n`);
}

async function play(attacked: HostTarget, bytes: Buffer): Promise<string> {
  current = bytes;
  try {
    return await attacked.play(bytes);
  } catch (error) {
    return fail(error);
  }
}

function fail(error: unknown): never {
  isFinished = true;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const file = save(path.join(values.crashes, name), 'crash-', current);
  process.stderr.write(`${text}\nThe input is kept: ${file}\n`);
  process.exit(1);
}

function save(folder: string, prefix: string, bytes: Buffer): string {
  const file = path.join(folder, `${prefix}${createHash('sha1').update(bytes).digest('hex').slice(0, 16)}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, bytes);
  return file;
}
