/** Workloads that misbehave, in real instances, through the harness and the analysis: a named outcome each, and never a number. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyze } from '../bench/analysis/analyze.js';
import { SAMPLE_RUN } from '../bench/contract/minimal-records.js';
import { parseRawLines } from '../bench/contract/read.js';
import type { Outcome, PlannedTrial, TrialRecord } from '../bench/contract/record.js';
import { Journal } from '../bench/harness/journal.js';
import { PROFILES } from '../bench/harness/profile.js';
import { runPlan } from '../bench/harness/run.js';
import { Stopping } from '../bench/harness/stopping.js';
import { watchInstance } from '../bench/harness/watch-instance.js';
import { SCENARIOS } from '../bench/scenarios/index.js';
import { BareRuntime } from '../runtimes/bare/bare-runtime.js';
import { builtinImage, NODE } from '../runtimes/images/builtin.js';
import type { Image } from '../runtimes/images/image.js';
import { cgroupParent, MEBIBYTE } from '../runtimes/launcher/fixtures/trial-instance.js';
import { NamespaceRuntime } from '../runtimes/namespace/namespace-runtime.js';
import { type FileSampler, openFileSampler } from '../runtimes/sampler/file-sampler.js';

const MEMORY_BYTES = 128 * MEBIBYTE;

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

/** Name → its program, and what must come of it. */
const WORKLOADS: Readonly<Record<string, readonly [program: string, outcome: Partial<Outcome> & { readonly code?: string }]>> = {
  nothing: ['', { status: 'failed', code: 'no-report' }],
  garbage: ['process.stdout.write(randomBytes(200000))', { status: 'failed', code: 'no-report' }],
  gigabytes: ['flood(1, 1024)', { status: 'failed', code: 'no-report' }],
  'errors-by-the-gigabyte': ['flood(2, 256); process.exitCode = 3', { status: 'failed', code: 'no-report' }],
  'another-report': [`report({ workloadId: 'other' })`, { status: 'failed', code: 'wrong-report' }],
  'negative-report': ['report({ operations: -5 })', { status: 'failed', code: 'no-report' }],
  'infinite-report': [
    `console.log('{"workloadId":"x","operations":1e999,"windowNs":1e999}')`,
    { status: 'failed', code: 'no-report' },
  ],
  'garbage-marks': ['mark(randomBytes(60000)); report({})', { status: 'failed', code: 'instance-lost' }],
  'marks-out-of-order': ['mark("EBxBE"); report({})', { status: 'completed' }],
  'window-of-no-time': ['mark("B"); mark("E"); report({ windowNs: 0 })', { status: 'completed' }],
  memory: [`mark('B'); ${GROW}`, { status: 'failed', code: 'memory-limit' }],
  'memory-of-a-child': [
    `mark('B'); spawnSync(process.execPath, ['--eval', ${JSON.stringify(GROW)}]); mark('E'); report({})`,
    { status: 'failed', code: 'memory-limit' },
  ],
};

const RUNTIMES = { bare: new BareRuntime(), container: new NamespaceRuntime() };
const parent = await cgroupParent();
let base = '';
let image: Image;
let sampler: FileSampler;
let count = 0;

beforeAll(async () => {
  sampler = await openFileSampler();
  base = mkdtempSync(path.join(tmpdir(), 'twinbench-bad-workload-'));
  image = await builtinImage();
});

afterAll(async () => {
  await sampler[Symbol.asyncDispose]();
  await parent?.close();
  rmSync(base, { recursive: true });
});

/** The trial as it stands in the journal, and what the analysis makes of it. */
async function measure(environmentId: 'bare' | 'container', workloadId: string) {
  const runtime = RUNTIMES[environmentId];
  await runtime.prepare();
  const trial: PlannedTrial = { id: 't0', scenario: 'single', environmentId, workloadId, block: 0, repetition: 0, warmup: false };
  count += 1;
  const file = path.join(base, `${String(count)}.jsonl`);
  const resources = { cpus: 1, memoryBytes: MEMORY_BYTES, pidsMax: 64 };
  const environment = { id: environmentId, kind: environmentId, runtime: { id: environmentId, version: '1' }, imageDigest: 'd' };
  const run = { ...SAMPLE_RUN, plan: [trial], environments: [{ ...environment, resources: { ...resources, cpuset: '' } }] };
  const journal = await Journal.create(file, run);
  await runPlan({
    laboratory: {
      image,
      profile: PROFILES.quick,
      dropCaches: () => Promise.reject(new Error('no trial here boots cold')),
      workFolder: base,
      idPrefix: `twinbench-${String(process.pid)}`,
      environments: [
        {
          id: environmentId,
          runtime,
          resources,
          bootDeadlineMs: 20_000,
          makeCgroup: async (id) => parent?.create(id, resources),
        },
      ],
      refusalOf: () => undefined,
      commandFor: () => ({
        argv: [NODE, '--eval', PRELUDE + (WORKLOADS[workloadId]?.[0] ?? ''), workloadId],
        env: { PATH: '/bin' },
        cwd: '/',
        uid: 0,
        gid: 0,
      }),
      startSampling: (instance, guestRamBytes, originNs) => watchInstance(sampler, instance, guestRamBytes, originNs),
    },
    scenarios: SCENARIOS,
    todo: [trial],
    alreadyDone: 0,
    stopping: new Stopping(undefined, () => false, []),
    journal,
    observer: { trialStarts: () => undefined, trialEnded: () => undefined },
    signal: new AbortController().signal,
  });
  await journal.close();
  const raw = parseRawLines(readFileSync(file, 'utf8'), file);
  const [record] = raw.trials;
  if (!record) throw new Error('nothing was recorded');
  return { record, document: analyze(raw.run, raw.trials, raw.ends) };
}

function mostAnonBytes({ samples }: TrialRecord): number {
  return Math.max(...samples.map(({ values }) => values['anonBytes'] ?? 0));
}

const reason = parent === undefined ? ' (skipped: no writable control groups here)' : '';

describe.runIf(parent !== undefined).each(['bare', 'container'] as const)(`%s${reason}: a workload of`, (environmentId) => {
  test.each(Object.entries(WORKLOADS))('%s', async (workloadId, [, outcome]) => {
    const { record, document } = await measure(environmentId, workloadId);
    expect(record.outcome, JSON.stringify(record.outcome)).toMatchObject(outcome);
    expect(document.series.map(({ metricId }) => metricId)).not.toContain('throughput');
    if (outcome.status === 'failed') {
      expect(document.series).toEqual([]);
      expect(document.warnings.map(({ code }) => code)).toContain('trials-failed');
    } else {
      expect(document.warnings.map(({ code }) => code)).toContain('throughput-voided');
    }
    expect(JSON.stringify(record).length).toBeLessThan(500_000);
  });

  test('too much memory keeps the readings from before it was killed', async () => {
    const { record } = await measure(environmentId, 'memory');
    expect(record.samples.filter(({ sampler: id }) => id === 'cgroup').length).toBeGreaterThan(3);
    expect(mostAnonBytes(record)).toBeGreaterThan(MEMORY_BYTES / 3);
    expect(mostAnonBytes(record)).toBeLessThanOrEqual(MEMORY_BYTES);
    expect(record.noise?.stealRatio).toBeGreaterThanOrEqual(0);
  });
});
