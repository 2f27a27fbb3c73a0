/** Workloads that misbehave: a named outcome each, and never a number. */
import { expect } from 'vitest';
import { NODE } from '../../runtimes/images/builtin.js';
import { MEBIBYTE } from '../../runtimes/launcher/fixtures/trial-instance.js';
import type { Runtime } from '../../runtimes/runtime.js';
import { instanceFaults } from './instance-fault.js';
import { emulated, type Injury, soundLine, stageImage } from './stage.js';

const MEMORY_BYTES = 128 * MEBIBYTE;
const DISK_BYTES = 64 * MEBIBYTE;
const BOTH = ['bare', 'container'] as const;

const PRELUDE = `
  const { writeSync } = require('node:fs');
  const { randomBytes } = require('node:crypto');
  const { spawnSync } = require('node:child_process');
  const mark = (bytes) => writeSync(Number(process.env.TWINBENCH_MARK_FD), bytes);
  const flood = (descriptor, mebibytes) => {
    const chunk = Buffer.alloc(2 ** 20, 'x');
    for (let left = mebibytes * chunk.length; left > 0; left -= writeSync(descriptor, chunk));
  };
  const report = (change) => console.log(JSON.stringify({ workloadId: process.argv[1], operations: 5, windowNs: 1000000, samplesNs: [1],
    samplesTruncated: true, result: 'r', verified: true, ...change }));
`;

/** Takes a MiB every few milliseconds until it is killed. */
const GROW = `const held = []; setInterval(() => held.push(Buffer.alloc(2 ** 20, 1)), 4);`;

function program(text: string): Pick<Injury, 'argv' | 'check'> {
  return { argv: [NODE, '--eval', PRELUDE + text, 'hurt'], check: expectNoFigure };
}

/** What failed has no figure at all; what only measured nothing has lost its throughput, and says so. */
const expectNoFigure: NonNullable<Injury['check']> = (record, document) => {
  expect(document.series.map(({ metricId, workloadId }) => [workloadId, metricId])).not.toContainEqual(['hurt', 'throughput']);
  expect(document.warnings.map(({ code }) => code)).toContain(
    record.outcome.status === 'completed' ? 'throughput-voided' : 'trials-failed',
  );
  expect(JSON.stringify(record).length).toBeLessThan(500_000);
};

const keepsEarlierReadings: NonNullable<Injury['check']> = (record, document) => {
  expectNoFigure(record, document);
  const readings = record.samples.filter(({ sampler }) => sampler === 'cgroup');
  const most = Math.max(...readings.map(({ values }) => values['anonBytes'] ?? 0));
  expect(readings.length).toBeGreaterThan(3);
  expect(most).toBeGreaterThan(MEMORY_BYTES / 3);
  expect(most).toBeLessThanOrEqual(MEMORY_BYTES);
};

async function guestWithSmallDisk(): Promise<Runtime> {
  const runtime = emulated({ writableDiskBytes: DISK_BYTES });
  await runtime.prepare(stageImage());
  return runtime;
}

export const WORKLOAD_FAULTS = [
  ...instanceFaults('workload', [
    { name: 'prints nothing', kinds: BOTH, ...program(''), outcome: 'failed: no-report' },
    {
      name: 'prints garbage',
      kinds: BOTH,
      ...program('process.stdout.write(randomBytes(200000))'),
      outcome: 'failed: no-report',
    },
    { name: 'prints a quarter of a gigabyte', kinds: BOTH, ...program('flood(1, 256)'), outcome: 'failed: no-report' },
    {
      name: 'complains as much',
      kinds: BOTH,
      ...program('flood(2, 256); process.exitCode = 3'),
      outcome: 'failed: no-report',
    },
    { name: 'reports for another', kinds: BOTH, ...program(`report({ workloadId: 'other' })`), outcome: 'failed: wrong-report' },
    { name: 'reports less than nothing', kinds: BOTH, ...program('report({ operations: -5 })'), outcome: 'failed: no-report' },
    {
      name: 'reports infinity',
      kinds: BOTH,
      ...program(`console.log('{"workloadId":"x","operations":1e999,"windowNs":1e999}')`),
      outcome: 'failed: no-report',
    },
    {
      name: 'floods its marks with garbage',
      kinds: BOTH,
      ...program('mark(randomBytes(60000)); report({})'),
      outcome: 'failed: instance-lost',
    },
    { name: 'marks out of order', kinds: BOTH, ...program('mark("EBxBE"); report({})'), outcome: 'completed' },
    {
      name: 'has a window of no time',
      kinds: BOTH,
      ...program('mark("B"); mark("E"); report({ windowNs: 0 })'),
      outcome: 'completed',
    },
    { name: 'is not there', kinds: ['bare', 'container', 'vm'], argv: ['/no/such/program'], outcome: 'failed: exec-failed' },
    { name: 'kills itself', kinds: BOTH, argv: ['sh', '-c', 'kill -9 $$'], outcome: 'failed: workload-killed' },
    {
      name: 'kills all that it can',
      kinds: ['container', 'vm'],
      argv: ['sh', '-c', 'kill -9 -1; sleep 1; kill -9 $$'],
      outcome: 'failed: workload-killed',
    },
    {
      name: 'spins for ever',
      kinds: BOTH,
      argv: ['sh', '-c', 'while :; do :; done'],
      workloadDeadlineMs: 1_000,
      outcome: 'timed-out: workload',
    },
    {
      name: 'spins for ever in a guest',
      kinds: ['vm'],
      argv: ['sh', '-c', 'while :; do :; done'],
      workloadDeadlineMs: 3_000,
      outcome: 'timed-out: workload',
    },
    {
      name: 'writes endlessly',
      kinds: BOTH,
      argv: ['sh', '-c', 'yes'],
      workloadDeadlineMs: 1_000,
      outcome: 'timed-out: workload',
    },
    {
      name: 'will not be ended, nor will what it left',
      kinds: BOTH,
      argv: [
        'sh',
        '-c',
        'trap "" TERM INT; (setsid sh -c "trap \\"\\" TERM; while :; do sleep 1; done" &); while :; do sleep 1; done',
      ],
      workloadDeadlineMs: 700,
      outcome: 'timed-out: workload',
    },
    {
      name: 'forks without end',
      kinds: BOTH,
      needs: ['cgroups'],
      argv: ['sh', '-c', 'f() { f | f & }; f; sleep 1000'],
      pidsMax: 32,
      workloadDeadlineMs: 1_500,
      outcome: 'timed-out: workload',
    },
  ]),
  ...instanceFaults('memory', [
    {
      name: 'leaks memory',
      kinds: BOTH,
      needs: ['cgroups'],
      memoryBytes: MEMORY_BYTES,
      ...program(`mark('B'); ${GROW}`),
      check: keepsEarlierReadings,
      outcome: 'failed: memory-limit',
    },
    {
      name: 'child leaks memory',
      kinds: BOTH,
      needs: ['cgroups'],
      memoryBytes: MEMORY_BYTES,
      ...program(`mark('B'); spawnSync(process.execPath, ['--eval', ${JSON.stringify(GROW)}]); mark('E'); report({})`),
      outcome: 'failed: memory-limit',
    },
    {
      name: 'guest runs out of memory',
      kinds: ['vm'],
      memoryBytes: MEMORY_BYTES,
      argv: ['sh', '-c', 'exec tail /dev/zero'],
      outcome: 'failed: memory-limit',
    },
    {
      name: 'child takes all memory of a guest',
      kinds: ['vm'],
      memoryBytes: MEMORY_BYTES,
      argv: ['sh', '-c', soundLine('hurt', 'tail /dev/zero')],
      outcome: 'failed: memory-limit',
    },
  ]),
  ...instanceFaults('disk', [
    {
      name: 'fills its disk',
      kinds: BOTH,
      diskBytes: DISK_BYTES,
      argv: ['sh', '-c', 'while :; do head -c 4194304 /dev/zero >>/fill; done'],
      outcome: 'failed: disk-limit',
    },
    {
      name: 'fills its disk with small files',
      kinds: BOTH,
      diskBytes: DISK_BYTES,
      argv: ['sh', '-c', 'n=0; mkdir /fill; while :; do n=$((n+1)); head -c 500000 /dev/zero >/fill/$n; done'],
      outcome: 'failed: disk-limit',
    },
    {
      name: 'fills its disk, and goes on',
      kinds: ['vm'],
      runtime: guestWithSmallDisk,
      argv: ['sh', '-c', soundLine('hurt', 'dd if=/dev/zero of=/fill bs=1M; true')],
      outcome: 'completed',
    },
  ]),
];
