/** `npm run test:lab`: Twinbench inside an emulated host of its own, with KVM and cgroup v2. Arguments go to vitest. */
import { countReporters, runVitest, withPackages } from './testing.mjs';

await withPackages(
  ({ PACKAGES, LAB_PACKAGES }) => [...PACKAGES, ...LAB_PACKAGES],
  () => runVitest(['--project=lab', ...countReporters(), ...process.argv.slice(2)]),
);
