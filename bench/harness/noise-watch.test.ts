import { expect, it } from 'vitest';
import { SAMPLE_TRIAL } from '../contract/fixtures/minimal-records.js';
import type { TrialRecord } from '../contract/record.js';
import type { NoiseReading } from '../host/noise-probe.js';
import { NoiseWatch } from './noise-watch.js';

/** Ten seconds pass between two readings, in which two CPUs idle for 12 s, and `uptimeSeconds` by the clock that counts sleep. */
function watch(uptimeSeconds = 10): NoiseWatch {
  let count = 0;
  const read = (): NoiseReading => {
    const seconds = 10 * count;
    const host = { onlineCpus: 2, idleSeconds: 12 * count, stealSeconds: 0 };
    const own = { selfSeconds: count, childrenSeconds: 2 * count };
    const uptime = uptimeSeconds * count;
    count += 1;
    return { monotonicSeconds: seconds, uptimeSeconds: uptime, host, own, pressureSeconds: {} };
  };
  return new NoiseWatch({ read, frequencyHz: () => 2e9, reference: () => 10_000_000 });
}

function lived(change: Partial<TrialRecord> = {}): () => Promise<TrialRecord> {
  return () => Promise.resolve({ ...SAMPLE_TRIAL, samples: [], ...change });
}

it('adds the noise, and the reference loop to the first trial of a block alone', async () => {
  const noise = watch();
  const records = [
    await noise.around({ ...SAMPLE_TRIAL, block: 3 }, lived()),
    await noise.around({ ...SAMPLE_TRIAL, block: 3 }, lived()),
    await noise.around({ ...SAMPLE_TRIAL, block: 4 }, lived()),
  ];
  expect(records[0]?.noise).toEqual({ referenceNs: 10_000_000, stealRatio: 0, otherCpuRatio: 0.25, frequencyHz: 2e9 });
  expect(records.map((record) => record?.noise?.referenceNs)).toEqual([10_000_000, undefined, 10_000_000]);
});

it('charges instances with what their control groups counted last, and the sampler with its own', async () => {
  const cgroup = (instanceId: string, cpuNs: number) => ({ sampler: 'cgroup', tNs: 0, instanceId, values: { cpuNs } });
  const samples = [cgroup('a', 1e9), cgroup('a', 3e9), cgroup('b', 1e9)];
  const record = await watch().around(SAMPLE_TRIAL, lived({ samples, samplerCpuSeconds: 1 }));
  expect(record?.noise?.otherCpuRatio).toBe(0.1);
});

it('fails a trial across which the host slept, and leaves another failure as it is', async () => {
  const slept = await watch(40).around(SAMPLE_TRIAL, lived());
  expect(slept?.outcome).toEqual({
    status: 'failed',
    code: 'host-suspended',
    message: 'the host was suspended for 30.0 s during the trial',
    detail: '',
  });
  const late = { status: 'timed-out', step: 'boot', deadlineMs: 1, message: 'too long', detail: '' } as const;
  expect((await watch(40).around(SAMPLE_TRIAL, lived({ outcome: late })))?.outcome).toMatchObject({ code: 'host-suspended' });
  const outcome = { status: 'failed', code: 'no-report', message: 'm', detail: 'd' } as const;
  expect((await watch(40).around(SAMPLE_TRIAL, lived({ outcome })))?.outcome).toEqual(outcome);
});

it('passes on that a trial was refused, was interrupted, or threw', async () => {
  const refused = { ...SAMPLE_TRIAL, outcome: { status: 'skipped', code: 'refused', message: 'm' } as const };
  expect(await watch().around(SAMPLE_TRIAL, () => Promise.resolve(refused))).toBe(refused);
  expect(await watch().around(SAMPLE_TRIAL, () => Promise.resolve(undefined))).toBeUndefined();
  await expect(watch().around(SAMPLE_TRIAL, () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
});
