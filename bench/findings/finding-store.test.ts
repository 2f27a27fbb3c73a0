import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { simulateRun } from '../../tests/simulate-run.js';
import { simulatedCalibration } from '../../tests/simulated-calibration.js';
import { simulatedIsolation } from '../../tests/simulated-isolation.js';
import { CALIBRATION_SCENARIO } from '../contract/calibration.js';
import { calibrationStore } from './calibrations.js';
import { findHostFindings } from './host-findings.js';
import { isolationStore } from './isolations.js';
import { digestMeasuringCode } from './measuring-code.js';
import { findNoiseFloors, keepNoiseFloors } from './noise-floors.js';

const simulated = simulateRun({ seed: 3, accelerator: 'tcg', failEvery: 1000 }).run;
const { fingerprint } = simulated.host;
const RUN = { ...simulated, generator: { ...simulated.generator, codeDigest: 'this-code' } };
const FLOOR = { metricId: 'boot-time', environmentId: 'bare', effect95: 0.1, comparisons: 10 };

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'twinbench-kept-'));
  vi.stubEnv('TWINBENCH_CACHE', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** By this code, by other code, or by a version that did not say. */
async function keepBoth(code: { readonly measuredBy?: string }): Promise<void> {
  await calibrationStore.keep({ ...simulatedCalibration('tcg'), fingerprint, ...code });
  await isolationStore.keep({ ...simulatedIsolation('tcg'), fingerprint, ...code });
}

describe('a run carries', () => {
  it('what the same code found out about the host', async () => {
    await keepBoth({ measuredBy: 'this-code' });
    const { carried, warnings } = await findHostFindings(RUN);
    expect(carried).toMatchObject({ calibration: { runId: 'simulated-calibration' }, isolation: { measuredBy: 'this-code' } });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['by other code', { measuredBy: 'other-code' }],
    ['by a version that did not say by which', {}],
  ])('nothing that was found %s, and says which command finds it anew', async (_, code) => {
    await keepBoth(code);
    const { carried, warnings } = await findHostFindings(RUN);
    expect(carried).toEqual({});
    expect(warnings.map(({ code: name, hint }) => `${name}: ${hint}`)).toEqual([
      'calibration-outdated: Calibrate again: twinbench calibrate',
      'isolation-outdated: Probe again: twinbench probe',
    ]);
  });

  it('nothing, and says nothing, where nothing was ever found', async () => {
    expect(await findHostFindings(RUN)).toEqual({ carried: {}, warnings: [] });
  });

  it('no warning where the run itself calibrates', async () => {
    await keepBoth({ measuredBy: 'other-code' });
    const plan = RUN.plan.map((trial) => ({ ...trial, scenario: CALIBRATION_SCENARIO }));
    expect((await findHostFindings({ ...RUN, plan })).warnings).toEqual([]);
  });
});

describe('noise floors', () => {
  const kept = (measuredBy: string | undefined) => keepNoiseFloors({ fingerprint, measuredAt: '', measuredBy, floors: [FLOOR] });

  it('of the same code are found', async () => {
    await kept(await digestMeasuringCode());
    expect(await findNoiseFloors(fingerprint)).toEqual({ floors: [FLOOR] });
  });

  it('of other code are not, and the command that measures them is named', async () => {
    for (const measuredBy of ['other-code', undefined]) {
      await kept(measuredBy);
      expect(await findNoiseFloors(fingerprint)).toEqual({ floors: [], hint: expect.stringContaining('twinbench selftest aa') });
    }
  });
});
