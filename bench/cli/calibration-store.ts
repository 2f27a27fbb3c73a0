/** The newest calibration of this host, so that later runs can say how far off their figures are. */
import { type Calibration, calibration } from '../contract/calibration.js';
import type { Environment } from '../contract/record.js';
import { Kept } from './kept.js';

const store = new Kept<Calibration>('calibration', calibration);

export async function keepCalibration(measured: Calibration): Promise<void> {
  await store.keep(measured);
}

/** Absent when this host was never calibrated with this accelerator, or the file cannot be read as what it should be. */
export async function keptCalibration(
  fingerprint: string,
  environments: readonly Environment[],
): Promise<Calibration | undefined> {
  return store.find(fingerprint, environments);
}
