import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/longest-first.mjs';

const NOT_OURS = '**/node_modules/**';
/** One for each CPU, up to two. */
const WORKERS = Math.min(2, availableParallelism());
/** Many wait more than they compute. One alone boots guests at a time: where two and a third do, CPUs are so few that boots never come. */
const SIDE_BY_SIDE = WORKERS === 1 ? 1 : WORKERS + 1;

/**
 * These boot emulated guests. One such boot in some hundreds never comes (vm/README.md), and a product that records it as timed out must not
 * fail its tests by it: they alone are tried once more.
 */
const BOOT_GUESTS = ['tests/exec', 'tests/probe', 'tests/scenarios', 'tests/umask', 'vm/qemu/qemu-runtime'].map(compiled);
/** These assert times, or on what the host has as a whole, which another file's instances would disturb. */
const ALONE = [
  'runtimes/sampler/sampler',
  'tests/boot-delays',
  'tests/calibrate',
  'tests/confirmation',
  'tests/probe-program',
  'tests/samplers',
].map(compiled);
/** And these, in guests. */
const ALONE_IN_GUESTS = ['tests/accounting', 'tests/stopped-harness'].map(compiled);

/** Pages in a real browser, which start nothing of Twinbench's. */
const BROWSER = ['reports/**/*', 'tests/screenshots/screenshots'].map(compiled);
/** Builds a copy of the repository. */
const EXTEND = compiled('tests/extend');
/** Counts all that the host has. */
const CYCLES = compiled('tests/faults/cycles');

function compiled(name: string): string {
  return `dist/${name}.system.test.js`;
}

/** Real containers and guests, each file in a process of its own. */
const REAL_PARTS = { pool: 'forks', testTimeout: 120_000, hookTimeout: 300_000 } as const;
/** The host is busy with tests, also after those that have just ended; that a harness without a CPU voids its trials is tested where this is not set. */
const PATIENT = { env: { TWINBENCH_TEST_VOIDING_GAP_MS: process.env['TWINBENCH_TEST_VOIDING_GAP_MS'] ?? '3000' } };
/** Each file with cache, control groups and run lock of its own. */
const BESIDE_OTHERS = {
  ...REAL_PARTS,
  ...PATIENT,
  maxWorkers: SIDE_BY_SIDE,
  sequence: { groupOrder: 1 },
  globalSetup: ['dist/tests/copied-caches.js'],
  setupFiles: ['dist/tests/side-by-side.js'],
} as const;
const ONE_AT_A_TIME = { ...REAL_PARTS, maxWorkers: 1, sequence: { groupOrder: 2 } } as const;
const ONCE_MORE = { retry: 1 } as const;
/** tests/side-by-side.ts begins one of these at a time. */
const IN_TURN = { env: { ...PATIENT.env, TWINBENCH_TEST_IN_TURN: 'guests' } };

/**
 * `unit`: beside the code, no root, no QEMU. `system…`: real containers and guests, side by side or alone.
 * `browser`: the reports' pages in Chromium; a suite of its own, since it takes as long as a third of the others.
 * `extend`: one more of each kind, as CONTRIBUTING says, in a copy that is built; apart, since the build takes as long as a minute's tests.
 * `faults`: the fault matrix and a thousand containers, a suite of its own, since it takes minutes.
 * `lab`: inside an emulated host of its own, with KVM and cgroup v2; a suite of its own, since it takes minutes.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['dist/**/*.test.js'],
          exclude: ['dist/**/*.{system,lab}.test.js', NOT_OURS],
          testTimeout: 30_000,
          maxWorkers: WORKERS,
          // Half of their time was loading the same modules again for each file.
          isolate: false,
        },
      },
      {
        test: {
          name: 'system',
          include: ['dist/**/*.system.test.js'],
          exclude: ['dist/tests/faults/**', EXTEND, ...BROWSER, ...BOOT_GUESTS, ...ALONE, ...ALONE_IN_GUESTS, NOT_OURS],
          ...BESIDE_OTHERS,
        },
      },
      { test: { name: 'system-guests', include: BOOT_GUESTS, ...BESIDE_OTHERS, ...IN_TURN, ...ONCE_MORE } },
      { test: { name: 'system-alone', include: ALONE, ...ONE_AT_A_TIME, ...PATIENT } },
      { test: { name: 'system-alone-guests', include: ALONE_IN_GUESTS, ...ONE_AT_A_TIME, ...ONCE_MORE } },
      {
        test: {
          name: 'faults',
          include: ['dist/tests/faults/*.system.test.js'],
          exclude: [CYCLES, NOT_OURS],
          ...BESIDE_OTHERS,
          ...ONCE_MORE,
        },
      },
      { test: { name: 'browser', include: BROWSER, ...REAL_PARTS, maxWorkers: WORKERS } },
      { test: { name: 'extend', include: [EXTEND], ...ONE_AT_A_TIME, ...PATIENT } },
      { test: { name: 'faults-alone', include: [CYCLES], ...ONE_AT_A_TIME } },
      {
        test: {
          name: 'lab',
          include: ['dist/**/*.lab.test.js'],
          exclude: [NOT_OURS],
          pool: 'forks',
          fileParallelism: false,
        },
      },
    ],
  },
});
