import { defineConfig } from 'vitest/config';

/** What starts real containers and guests: one file after the other, each in a process of its own. */
const REAL_PARTS = {
  // One emulated boot in some hundreds never comes (vm/README.md); a product that records it as timed out must not fail its tests by it.
  retry: 1,
  pool: 'forks',
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 300_000,
} as const;

/**
 * `unit`: beside the code, no root, no QEMU. `system`: real containers and guests, one file after the other.
 * `faults`: the fault matrix and a thousand containers, a suite of its own, since it takes minutes.
 * `lab`: inside an emulated host of its own, with KVM and cgroup v2; a suite of its own, since it takes minutes.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['dist/**/*.test.js'],
          exclude: ['dist/**/*.{system,lab}.test.js', '**/node_modules/**'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['dist/**/*.system.test.js'],
          exclude: ['dist/tests/faults/**', '**/node_modules/**'],
          ...REAL_PARTS,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['dist/tests/faults/*.system.test.js'],
          exclude: ['**/node_modules/**'],
          ...REAL_PARTS,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['dist/**/*.lab.test.js'],
          exclude: ['**/node_modules/**'],
          pool: 'forks',
          fileParallelism: false,
        },
      },
    ],
  },
});
