/**
 * Proves for each fault that after it there is the right outcome, the right exit code, what could go on gone on, and nothing left behind.
 * TWINBENCH_FAULTS=container,guest runs only these environments and families.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheRoot } from '../../runtimes/cache.js';
import { detectCgroups } from '../../runtimes/cgroup.js';
import type { Fault, Need, Seen } from './fault.js';
import { leftBehind, listThings, Scope } from './leaks.js';
import { Matrix } from './matrix.js';
import { closeStage, openStage } from './stage.js';

const { site } = await detectCgroups();
const HAS: Readonly<Record<Need, boolean>> = { root: process.getuid?.() === 0, cgroups: site !== undefined };
const WANTED = (process.env['TWINBENCH_FAULTS'] ?? '').split(',').filter(Boolean);
const SLOWEST_CASE_MS = 240_000;

const missingFor = ({ needs = [] }: Fault): readonly Need[] => needs.filter((need) => !HAS[need]);

/** Declares the tests of a file. */
export function surviveAll(faults: readonly Fault[]): void {
  const chosen = faults.filter(
    ({ family, environment }) => WANTED.length === 0 || WANTED.includes(family) || WANTED.includes(environment),
  );
  const possible = chosen.filter((fault) => missingFor(fault).length === 0);
  const skipped = chosen.filter((fault) => missingFor(fault).length > 0);
  const matrix = new Matrix();
  let base = '';

  beforeAll(async () => {
    base = mkdtempSync(path.join(tmpdir(), 'twinbench-faults-'));
    await openStage(base);
  });

  afterAll(async () => {
    await closeStage();
    rmSync(base, { recursive: true, force: true });
    const omitted = skipped.map((fault) => `${fault.name} (${fault.environment}): needs ${missingFor(fault).join(', ')}`);
    process.stdout.write(`\n${matrix.text(omitted)}`);
  });

  describe.each([...new Set(possible.map(({ family }) => family))])('%s', (family) => {
    for (const fault of possible.filter((one) => one.family === family))
      it(`${fault.name} (${fault.environment})`, { timeout: SLOWEST_CASE_MS }, () => survive(fault, base, matrix));
  });

  for (const fault of skipped)
    it.skip(`${fault.name} (${fault.environment}): skipped, this host lacks ${missingFor(fault).join(', ')}`, () => undefined);
}

async function survive(fault: Fault, base: string, matrix: Matrix): Promise<void> {
  const scope = new Scope();
  scope.folders.add(cacheRoot());
  scope.folders.add(base);
  const before = listThings(scope);
  const startedMs = performance.now();
  let seen: Seen | undefined;
  let left: string[] = [];
  try {
    seen = await fault.inject(scope);
  } finally {
    left = await leftBehind(before, scope);
    matrix.add({ fault, seen, left, seconds: (performance.now() - startedMs) / 1000 });
  }
  expect({ ...seen, left }).toEqual({ ...fault.expected, left: [] });
}
