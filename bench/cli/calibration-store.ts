/** The newest calibration of this host, kept in the cache so that later runs can say how far off their figures are. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheRoot } from '../../runtimes/cache.js';
import { type Calibration, calibration } from '../contract/calibration.js';
import type { Environment } from '../contract/record.js';
import { writeWhole } from './results-folder.js';

/** One file for each host fingerprint and accelerator: an emulated VM's errors say nothing about KVM's. */
function fileFor(fingerprint: string, accelerator: string | undefined): string {
  return path.join(cacheRoot(), 'calibration', `${fingerprint}-${accelerator ?? 'no-vm'}.json`);
}

export async function keepCalibration(measured: Calibration): Promise<void> {
  const file = fileFor(measured.fingerprint, measured.accelerator);
  await mkdir(path.dirname(file), { recursive: true });
  await writeWhole(file, `${JSON.stringify(measured, null, 1)}\n`);
}

/** Absent when this host was never calibrated with this accelerator, or the file cannot be read as what it should be. */
export async function keptCalibration(
  fingerprint: string,
  environments: readonly Environment[],
): Promise<Calibration | undefined> {
  const accelerators = [...environments.flatMap(({ vm }) => vm?.accelerator ?? []), undefined];
  const candidates = environments.some(({ vm }) => vm !== undefined) ? accelerators : ['kvm', 'tcg', undefined];
  for (const accelerator of candidates) {
    const found = await readKept(fileFor(fingerprint, accelerator));
    if (found !== undefined) return found;
  }
  return undefined;
}

async function readKept(file: string): Promise<Calibration | undefined> {
  try {
    return calibration.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
