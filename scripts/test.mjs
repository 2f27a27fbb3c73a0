/** `npm test`: sets up what is missing, then runs the unit tests and the tests with real containers and guests. Arguments go to vitest. */
import { runVitest, withPackages } from './testing.mjs';

/** Continuous integration sums the suites' counts from this file. */
const counts = process.env.TWINBENCH_TEST_COUNTS;
const reporters = counts === undefined ? [] : ['--reporter=default', '--reporter=json', `--outputFile.json=${counts}`];

await withPackages(
  ({ PACKAGES, TEST_PACKAGES }) => [...PACKAGES, ...TEST_PACKAGES],
  () => runVitest([...reporters, ...process.argv.slice(2)]),
);
