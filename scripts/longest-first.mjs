/** The order in which vitest begins the test files of a group: what takes longest first, so that two workers end at about the same time. */
import { BaseSequencer } from 'vitest/node';

/** Seconds on a quiet two-core host that emulates its guests; the others take less. */
const SECONDS = {
  'tests/scenarios': 60,
  'tests/first-use': 45,
  'vm/qemu/qemu-runtime': 36,
  'tests/ab': 33,
  'tests/probe': 22,
  'tests/exec': 22,
  'reports/html/html': 20,
  'tests/gate-simulation': 18,
  'tests/history': 15,
  'tests/run': 15,
  'tests/statistics': 12,
  'runtimes/namespace/namespace': 11,
  'runtimes/namespace/isolation': 8,
};

export class LongestFirst extends BaseSequencer {
  /** vitest puts the specifications into their groups afterwards, in this order. */
  async sort(specifications) {
    return specifications.toSorted(
      (left, right) => findSeconds(right) - findSeconds(left) || compare(left.moduleId, right.moduleId),
    );
  }
}

function findSeconds({ moduleId }) {
  const [, name] = /\/dist\/(.+?)(?:\.system)?\.test\.js$/.exec(moduleId) ?? [];
  return SECONDS[name] ?? 0;
}

function compare(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}
