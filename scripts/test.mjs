/** `npm test`: sets up what is missing, then runs the unit tests and the tests with real containers and guests. Arguments go to vitest. */
import { countReporters, runVitest, withPackages } from './testing.mjs';

const args = process.argv.slice(2);
const projects = args.some((arg) => arg.startsWith('--project')) ? [] : ['--project=unit', '--project=system'];

await withPackages(
  ({ PACKAGES, TEST_PACKAGES }) => [...PACKAGES, ...TEST_PACKAGES],
  () => runVitest([...projects, ...countReporters(), ...args]),
);
