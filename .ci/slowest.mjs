/** The tests that took longest, of all suites that left vitest's JSON. */
import path from 'node:path';

const ROWS = 20;

/** @param reports what vitest's JSON reporter wrote, of each suite @returns a table, longest first; empty without tests */
export function slowestTests(reports) {
  const tests = reports.flatMap(({ testResults }) =>
    testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName, duration }) => ({ seconds: (duration ?? 0) / 1000, file: sourceFile(name), fullName })),
    ),
  );
  const slowest = tests.toSorted((left, right) => right.seconds - left.seconds).slice(0, ROWS);
  return slowest.map(({ seconds, file, fullName }) => `${seconds.toFixed(1).padStart(7)} s  ${file}: ${fullName}`);
}

function sourceFile(name) {
  return path.basename(name).replace(/\.test\.js$/, '');
}
