/** What earlier commands found out about this host, for a run's record to carry; and what it lost because Twinbench changed since. */
import { CALIBRATION_SCENARIO } from '../contract/calibration.js';
import type { RunRecord, Warning } from '../contract/record.js';
import { calibrationStore } from './calibrations.js';
import { isolationStore } from './isolations.js';

type Known = Pick<RunRecord, 'generator' | 'host' | 'environments' | 'plan'>;

export interface HostFindings {
  readonly carried: Pick<RunRecord, 'calibration' | 'isolation'>;
  readonly warnings: Warning[];
}

/** @param run its generator names the code that measures */
export async function findHostFindings({ generator, host, environments, plan }: Known): Promise<HostFindings> {
  const search = { fingerprint: host.fingerprint, environments, measuredBy: generator.codeDigest ?? '' };
  const calibration = await calibrationStore.find(search);
  const isolation = await isolationStore.find(search);
  const calibrates = plan.some(({ scenario }) => scenario === CALIBRATION_SCENARIO);
  return {
    carried: {
      ...(calibration.finding && { calibration: calibration.finding }),
      ...(isolation.finding && { isolation: isolation.finding }),
    },
    warnings: [
      ...(calibration.isOutdated && !calibrates ? [CALIBRATION_OUTDATED] : []),
      ...(isolation.isOutdated && !calibrates ? [ISOLATION_OUTDATED] : []),
    ],
  };
}

const CALIBRATION_OUTDATED: Warning = {
  code: 'calibration-outdated',
  message:
    'This host was calibrated by another version of Twinbench than the one that measured this run, so the calibration is left out.',
  hint: 'Calibrate again: twinbench calibrate',
};

const ISOLATION_OUTDATED: Warning = {
  code: 'isolation-outdated',
  message:
    'Isolation on this host was probed by another version of Twinbench than the one that measured this run, so the findings are left out.',
  hint: 'Probe again: twinbench probe',
};
