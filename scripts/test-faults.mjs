/** `npm run test:faults`: the fault matrix, and a thousand containers made and removed. Arguments go to vitest. */
import { countReporters, runVitest, withPackages } from './testing.mjs';

await withPackages(
  ({ PACKAGES, TEST_PACKAGES }) => [...PACKAGES, ...TEST_PACKAGES],
  () => runVitest(['--project=faults*', ...countReporters(), ...process.argv.slice(2)]),
);
