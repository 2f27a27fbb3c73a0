/** What an instance had the host fetch from and send to storage inside the window, and what a guest says it sent to its own disk. */
import { findInstant } from '../contract/phases.js';
import type { Sample, TrialRecord } from '../contract/record.js';
import { DEFAULT_NOISE_THRESHOLD, labelledSample, listSamples, type Metric, soleInstance } from './metric.js';
import { countedOperations } from './throughput.js';

/** Inside the window; undefined when an end was not read, and when it is negative because earlier writes were cancelled in it. */
export function windowBytes(trial: TrialRecord, name: 'read' | 'written'): number | undefined {
  const bytes = minus(total(labelledSample(trial, 'io', 'window-end'), name), total(windowStart(trial), name));
  return bytes !== undefined && bytes >= 0 ? bytes : undefined;
}

function total(sample: Sample | undefined, name: 'read' | 'written'): number | undefined {
  const values = sample?.values;
  return name === 'read' ? values?.['readBytes'] : minus(values?.['writtenBytes'], values?.['cancelledBytes']);
}

/** The labelled reading comes after the mark, when the workload has gone on; the last one before is of the pause in which it waits. */
function windowStart(trial: TrialRecord): Sample | undefined {
  return readingBeforeWindow(trial) ?? labelledSample(trial, 'io', 'window-start');
}

/** The last periodic one. */
export function readingBeforeWindow(trial: TrialRecord): Sample | undefined {
  const markNs = findInstant(soleInstance(trial)?.marks ?? [], 'window-start') ?? Number.NEGATIVE_INFINITY;
  return listSamples(trial, 'io').findLast(({ label, tNs }) => label === undefined && tNs <= markNs);
}

function minus(whole: number | undefined, taken: number | undefined): number | undefined {
  return whole === undefined || taken === undefined ? undefined : whole - taken;
}

/** The guest's own counter of its writable disk since its boot, at the last full reading. */
export function guestDisk(trial: TrialRecord, name: 'writtenBytes' | 'flushes' | 'writeBack'): number | undefined {
  const view = labelledSample(trial, 'guest', 'end') ?? labelledSample(trial, 'guest', 'settled');
  return view?.values[`disk.vdb.${name}`];
}

const COMMON = {
  unit: 'byte',
  direction: 'neutral',
  group: 'storage',
  scope: 'workload',
  subject: 'instance',
  noiseThreshold: DEFAULT_NOISE_THRESHOLD,
} as const;

export const ioMetrics: readonly Metric[] = [
  {
    definition: {
      ...COMMON,
      id: 'io-written',
      title: 'Written to storage in the window',
      source:
        '/proc/PID/io write_bytes − cancelled_write_bytes of supervisor and workload, or of QEMU, last before the window and at its end',
      definition:
        'Bytes that the instance had the host send to storage inside the window. The writes of a file system’s own threads, as its ' +
        'journal, count for nobody on the host, but in a guest they come through QEMU.',
    },
    derive: (trial) => windowBytes(trial, 'written'),
  },
  {
    definition: {
      ...COMMON,
      id: 'io-written-per-operation',
      title: 'Written to storage per operation',
      source: 'io-written, the workload’s report',
      definition: 'io-written ÷ operations inside the window.',
    },
    derive: (trial) => {
      const bytes = windowBytes(trial, 'written');
      const operations = countedOperations(trial);
      return bytes === undefined || operations === undefined ? undefined : bytes / operations;
    },
  },
  {
    definition: {
      ...COMMON,
      id: 'io-read',
      title: 'Read from storage in the window',
      source: '/proc/PID/io read_bytes of supervisor and workload, or of QEMU, last before the window and at its end',
      definition:
        'Bytes that the instance had the host fetch from storage inside the window; what a cache had costs nothing here.',
    },
    derive: (trial) => windowBytes(trial, 'read'),
  },
  {
    definition: {
      ...COMMON,
      id: 'io-guest-written',
      title: 'Written by the guest to its disk since boot',
      subject: 'guest',
      source: 'guest /proc/diskstats of vdb, sectors written, last full reading',
      definition:
        'Bytes that the guest sent to its writable disk from its boot until the end of the window, its file system’s journal included.',
    },
    derive: (trial) => guestDisk(trial, 'writtenBytes'),
  },
  {
    definition: {
      ...COMMON,
      id: 'io-guest-flushes',
      title: 'Flushes of the guest’s disk since boot',
      unit: 'count',
      subject: 'guest',
      source: 'guest /proc/diskstats of vdb, flush requests (Linux 5.5), last full reading',
      definition: 'How often the guest told its disk to make written data durable, from its boot until the end of the window.',
    },
    derive: (trial) => guestDisk(trial, 'flushes'),
  },
];
