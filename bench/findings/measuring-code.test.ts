import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../runtimes/native.js';
import { digestMeasuringCode } from './measuring-code.js';

/** A checkout, as far as the digest looks at it. */
let scratch: string;
/** Of the scratch as it was last. */
let last: string;

beforeAll(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'twinbench-code-'));
  for (const part of ['runtimes', 'dist/runtimes', 'dist/vm', 'dist/bench', 'dist/bundles', 'package.json'])
    cpSync(path.join(projectRoot, part), path.join(scratch, part), { recursive: true });
  mkdirSync(path.join(scratch, 'dist', 'reports'));
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(scratch, 'node_modules'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const SCRIPT = "import('./dist/bench/findings/measuring-code.js').then(async (m) => console.log(await m.digestMeasuringCode()))";

function digestOfScratch(): string {
  return execFileSync(process.execPath, ['-e', SCRIPT], { cwd: scratch, encoding: 'utf8' }).trim();
}

describe('the digest of the code that measures', () => {
  it('is the same for the same code in another folder, whatever only shows figures or tests', async () => {
    writeFileSync(path.join(scratch, 'dist', 'reports', 'other.js'), '');
    writeFileSync(path.join(scratch, 'dist', 'bench', 'other.test.js'), '');
    last = digestOfScratch();
    expect(last).toBe(await digestMeasuringCode());
  });

  it.each([
    ['a C program', 'runtimes/sampler/slot.c'],
    ['a C program that another is linked with', 'runtimes/supervisor/frame.h'],
    ['what derives a figure', 'dist/bench/metrics/boot-time.js'],
    ['a runtime', 'dist/vm/qemu/qemu-runtime.js'],
    ['the program of the workloads', 'dist/bundles/workload.mjs'],
  ])('changes with %s', (_, file) => {
    const before = last;
    appendFileSync(path.join(scratch, file), '\n');
    last = digestOfScratch();
    expect(last).not.toBe(before);
  });
});
