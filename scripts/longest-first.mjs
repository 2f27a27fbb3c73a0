/**
 * The order in which vitest begins the test files of a group: what takes longest first, so that the workers end at about the same time. Of those
 * that boot guests one comes each time that the one before ends, for one of them at a time runs (tests/side-by-side.ts).
 */
import { BaseSequencer } from 'vitest/node';

/** Seconds on a quiet two-core host that emulates its guests; the others take less than five. */
const SECONDS = {
  'tests/scenarios': 55,
  'tests/ab': 50,
  'vm/qemu/qemu-runtime': 50,
  'tests/ownership': 36,
  'tests/exec': 30,
  'tests/statistics': 23,
  'tests/history': 18,
  'tests/ab-resume': 17,
  'tests/gate': 16,
  'runtimes/namespace/hostile-image': 15,
  'tests/first-install': 15,
  'tests/gate-simulation': 15,
  'runtimes/namespace/namespace': 13,
  'runtimes/namespace/isolation': 12,
  'tests/stdout-refuses': 11,
  'tests/uncaught-errors': 11,
  'tests/first-use': 10,
  'tests/run': 9,
  'runtimes/images/builtin': 8,
  'tests/refusing-hosts': 8,
  'tests/probe': 5,
  'tests/bad-command-line': 5,
  'tests/ci-formats': 5,
};

/** Of a file that is not listed. */
const FEW_SECONDS = 2;

export class LongestFirst extends BaseSequencer {
  /** vitest puts the specifications into their groups afterwards, in this order. */
  async sort(specifications) {
    const longestFirst = specifications.toSorted(
      (left, right) => findSeconds(right) - findSeconds(left) || compare(left.moduleId, right.moduleId),
    );
    const [guests, others] = [true, false].map((boots) => longestFirst.filter((one) => bootsGuests(one) === boots));
    const isBeside = ({ project }) => project.name === 'system';
    return [...spread(guests, others.filter(isBeside)), ...others.filter((one) => !isBeside(one))];
  }
}

function bootsGuests({ project }) {
  return project.name === 'system-guests';
}

/** As the workers would take them if each lasted as long as it is listed to. */
function spread(guests, others) {
  const workers = [guests, others].flat()[0]?.project.config.maxWorkers ?? 1;
  const freeAt = Array(workers).fill(0);
  const [guestsLeft, othersLeft, order] = [[...guests], [...others], []];
  let guestsEnd = 0;
  while (guestsLeft.length + othersLeft.length > 0) {
    const worker = freeAt.indexOf(Math.min(...freeAt));
    const isGuestsTurn = guestsLeft.length > 0 && (guestsEnd <= freeAt[worker] || othersLeft.length === 0);
    const next = isGuestsTurn ? guestsLeft.shift() : othersLeft.shift();
    freeAt[worker] += findSeconds(next);
    if (isGuestsTurn) guestsEnd = freeAt[worker];
    order.push(next);
  }
  return order;
}

function findSeconds({ moduleId }) {
  const [, name] = /\/dist\/(.+?)(?:\.system)?\.test\.js$/.exec(moduleId) ?? [];
  return SECONDS[name] ?? FEW_SECONDS;
}

function compare(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}
