/** The order in which vitest begins the test files of a group: what takes longest first, so that two workers end at about the same time. */
import { BaseSequencer } from 'vitest/node';

/** Seconds on a quiet two-core host that emulates its guests; the others take less. */
const SECONDS = {
  'tests/scenarios': 50,
  'tests/exec': 32,
  'vm/qemu/qemu-runtime': 32,
  'tests/ab': 31,
  'tests/ownership': 21,
  'reports/html/html': 20,
  'tests/probe': 18,
  'tests/gate-simulation': 16,
  'tests/history': 15,
  'tests/ab-resume': 14,
  'tests/first-use': 14,
  'tests/first-install': 12,
  'tests/gate': 11,
  'runtimes/namespace/namespace': 11,
  'tests/statistics': 10,
  'runtimes/images/builtin': 9,
  'runtimes/namespace/isolation': 8,
  'runtimes/namespace/hostile-image': 7,
  'tests/run': 7,
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
