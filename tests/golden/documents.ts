/** The documents whose reports are kept: one for each kind of run that reads unlike the others. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { analyze } from '../../bench/analysis/analyze.js';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { parseRawLines } from '../../bench/contract/read.js';
import { hostileEvidence } from '../evidence-variants.js';
import { withHostileStrings } from '../hostile-everywhere.js';
import { type SimulatedRun, simulateRun } from '../simulate-run.js';
import { simulatedCalibration } from '../simulated-calibration.js';
import { goldenDocument, HOSTILE, simulatedDocument } from '../simulated-documents.js';
import { evidenceDocument } from '../simulated-evidence.js';
import { runOfOneEnvironment, runOfWorkloads, runWithoutFigures } from './variants.js';

/** By name, made when asked for. All are simulated but `kvm`. */
export const GOLDEN_DOCUMENTS: Readonly<Record<string, () => ResultsDocument>> = {
  emulated: goldenDocument,
  kvm: kvmDocument,
  'kvm-simulated': () => simulatedDocument({ seed: 5, accelerator: 'kvm', repetitions: 12, failEvery: 1000 }),
  'one-environment': () => analyzed(runOfOneEnvironment('container')),
  'vm-failed': () => simulatedDocument({ seed: 4, repetitions: 3, failEvery: 1 }),
  'all-failed': () => analyzed(runWithoutFigures()),
  'workloads-30': () => analyzed(runOfWorkloads(30)),
  contaminated: () =>
    analyzed(
      simulateRun({ seed: 11, accelerator: 'kvm', repetitions: 4, noise: { stealIn: [3], busyIn: [5, 9], slowIn: [12] } }),
    ),
  calibrated: () => analyzed(withCalibration(simulateRun({ seed: 12, accelerator: 'kvm', repetitions: 6, failEvery: 1000 }))),
  'all-evidence': () => evidenceDocument(),
  hostile: () => hostileEvidence(HOSTILE),
  'hostile-everywhere': () => withHostileStrings(evidenceDocument('tcg')),
};

function analyzed({ run, trials, ends }: SimulatedRun): ResultsDocument {
  return analyze(run, trials, ends);
}

/** Raw records of a real run on KVM in the lab's emulated host (`npm run test:lab`): its figures say nothing about speed. */
function kvmDocument(): ResultsDocument {
  const file = path.join('tests', 'golden', 'kvm.jsonl.gz');
  const { run, trials, ends } = parseRawLines(gunzipSync(readFileSync(file)).toString('utf8'), file);
  return analyze(run, trials, ends);
}

function withCalibration(simulated: SimulatedRun): SimulatedRun {
  return { ...simulated, run: { ...simulated.run, calibration: simulatedCalibration('kvm') } };
}
