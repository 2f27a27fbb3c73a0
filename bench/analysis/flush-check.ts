/**
 * Finds virtual machines that acknowledged an fsync without making the data durable: they look faster than what they run on. Signs of it:
 * fewer flushes from the guest than fsyncs of the workload, fewer bytes sent to the host's storage than were fsynced, a throughput above
 * that of the bare process in every trial. A host's disk that ignores flushes itself shows in none of these: all environments share it.
 */
import type { Trial } from '../contract/document.js';
import type { Environment, RunRecord, Warning } from '../contract/record.js';
import { guestDisk, windowBytes } from '../metrics/io.js';
import { countedOperations, throughput } from '../metrics/throughput.js';

/** Writes, fsyncs and unlinks one file of `parameters.fileBytes` per operation. */
const WORKLOAD = 'file-io';
/** Share of the fsynced bytes that must have reached the host. */
const ARRIVED_RATIO = 0.99;
/** How much faster than bare a VM must be beyond what the two differ by in other ways. */
const FASTER_RATIO = 1.05;
/** In each group: when all of 4 are above all of 4, chance alone does that once in 70. */
const MIN_TRIALS = 4;

type Evidence = { readonly run: Pick<RunRecord, 'environments' | 'workloads'>; readonly trials: readonly Trial[] };

type FlushSign = 'fewer-flushes' | 'fewer-bytes' | 'faster-than-bare';

/** Signs that this environment skips flushes; empty for environments that are no VM, and without trials of file-io that tell. */
export function findSkippedFlushSigns(evidence: Evidence, environmentId: string): FlushSign[] {
  const environment = evidence.run.environments.find(({ id }) => id === environmentId);
  if (environment?.kind !== 'vm') return [];
  const trials = selectFileTrials(evidence, environment);
  const signs: readonly (readonly [FlushSign, boolean])[] = [
    ['fewer-flushes', isMostly(trials, (trial) => hasFewerFlushes(trial, environment))],
    ['fewer-bytes', isMostly(trials, (trial) => hasFewerBytes(trial, findFileBytes(evidence)))],
    ['faster-than-bare', isFaster(evidence, trials, environment)],
  ];
  return signs.flatMap(([sign, present]) => (present ? [sign] : []));
}

/** For the caveat beside ratios that touch this environment. */
export function skipsFlushes(evidence: Evidence, environmentId: string): boolean {
  return findSkippedFlushSigns(evidence, environmentId).length > 0;
}

function selectFileTrials({ trials }: Evidence, { id }: Environment): Trial[] {
  return trials.filter(
    ({ environmentId, workloadId, scenario, warmup, outcome }) =>
      environmentId === id && workloadId === WORKLOAD && scenario === 'single' && !warmup && outcome.status === 'completed',
  );
}

function findFileBytes({ run }: Evidence): number | undefined {
  const bytes = run.workloads.find(({ id }) => id === WORKLOAD)?.parameters['fileBytes'];
  return typeof bytes === 'number' ? bytes : undefined;
}

/** More than half of the trials that tell. */
function isMostly(trials: readonly Trial[], test: (trial: Trial) => boolean | undefined): boolean {
  const answers = trials.flatMap((trial) => test(trial) ?? []);
  return answers.filter(Boolean).length > answers.length / 2;
}

/** The guest's count is from its boot on, so it has the warm-up's besides. */
function hasFewerFlushes(trial: Trial, environment: Environment): boolean | undefined {
  const flushes = guestDisk(trial, 'flushes');
  const operations = countedOperations(trial);
  if (flushes === undefined || operations === undefined || !needsFlushes(trial, environment)) return undefined;
  return flushes < operations;
}

/** A disk that keeps nothing in a cache needs none. With these of QEMU's cache modes it does, whatever the guest believes. */
function needsFlushes(trial: Trial, { vm }: Environment): boolean {
  const cache = vm?.['diskCache'];
  return cache === 'none' || cache === 'writeback' || guestDisk(trial, 'writeBack') !== 0;
}

function hasFewerBytes(trial: Trial, bytesEach: number | undefined): boolean | undefined {
  const bytes = windowBytes(trial, 'written');
  const operations = countedOperations(trial);
  if (bytes === undefined || operations === undefined || bytesEach === undefined) return undefined;
  return bytes < ARRIVED_RATIO * operations * bytesEach;
}

/** The slowest trial of the VM against the fastest of each bare environment. */
function isFaster(evidence: Evidence, trials: readonly Trial[], environment: Environment): boolean {
  const own = listSpeeds(trials, environment);
  return evidence.run.environments
    .filter(({ kind }) => kind === 'bare')
    .some((bare) => {
      const others = listSpeeds(selectFileTrials(evidence, bare), bare);
      if (own.length < MIN_TRIALS || others.length < MIN_TRIALS) return false;
      const slowest = own.reduce((least, speed) => Math.min(least, speed));
      return slowest > FASTER_RATIO * others.reduce((most, speed) => Math.max(most, speed));
    });
}

function listSpeeds(trials: readonly Trial[], environment: Environment): number[] {
  return trials.flatMap((trial) => throughput.derive(trial, environment) ?? []);
}

const WORDS: Readonly<Record<FlushSign, string>> = {
  'fewer-flushes': 'its guest sent fewer flushes to its disk than the workload made fsyncs',
  'fewer-bytes': "fewer bytes reached the host's storage than the workload fsynced",
  'faster-than-bare': 'it fsynced files faster in every trial than the bare process did in any',
};

/** One warning for each VM that shows a sign. */
export function warnOfSkippedFlushes(evidence: Evidence): Warning[] {
  return evidence.run.environments.flatMap(({ id, vm }) => {
    const signs = findSkippedFlushSigns(evidence, id);
    if (signs.length === 0) return [];
    const cache = typeof vm?.['diskCache'] === 'string' ? ` Its disk has cache=${vm['diskCache']}.` : '';
    const message = `${id} seems to skip flushes: ${signs.map((sign) => WORDS[sign]).join('; ')}.${cache}`;
    return [{ code: 'flush-skipped', message, hint: 'Do not trust its disk figures: after a power cut its data would be gone.' }];
  });
}
