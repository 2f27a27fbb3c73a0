import { describe, expect, it } from 'vitest';
import { SAMPLE_TRIAL } from '../contract/fixtures/minimal-records.js';
import type { TrialRecord } from '../contract/record.js';
import { judgeGaps, runBesideHeartbeat } from './stall.js';

const MS = 1_000_000;
const ORIGIN_NS = 7_000_000_000n;

/** Timed from 1 ms before its origin until `endMs` after it. */
function trial(endMs = 2000, change: Partial<TrialRecord> = {}): TrialRecord {
  const marks = [
    { name: 'spawn', tNs: -MS },
    { name: 'stopped', tNs: endMs * MS },
  ];
  return { ...SAMPLE_TRIAL, originNs: String(ORIGIN_NS), instances: [{ id: 'i', marks }], ...change };
}

/** Milliseconds from the trial's origin. */
function gap(fromMs: number, toMs: number) {
  return { fromNs: ORIGIN_NS + BigInt(fromMs * MS), toNs: ORIGIN_NS + BigInt(toMs * MS) };
}

describe('a gap in the heartbeat', () => {
  it('voids what was timed meanwhile, and says for how long', () => {
    const { outcome, noise } = judgeGaps(trial(6000), [gap(100, 180), gap(500, 5500)]);
    expect(outcome).toMatchObject({ status: 'failed', code: 'harness-stalled' });
    expect(outcome).toHaveProperty('message', expect.stringContaining('for 5.0 s'));
    expect(noise).toEqual({ harnessGapNs: 5000 * MS });
  });

  it.each([
    [249, 'completed'],
    [250, 'failed'],
  ])('of %d ms: %s', (lengthMs, status) => {
    const judged = judgeGaps(trial(), [gap(10, 10 + lengthMs)]);
    expect(judged.outcome.status).toBe(status);
    expect(judged.noise?.harnessGapNs).toBe(lengthMs * MS);
  });

  it('counts only where it overlaps what was timed', () => {
    const before = gap(-5000, 100);
    const after = gap(1900, 9000);
    const judged = judgeGaps(trial(), [before, after]);
    expect(judged.outcome.status).toBe('completed');
    expect(judged.noise?.harnessGapNs).toBe(101 * MS);
  });

  it('spans all instances of a trial', () => {
    const [first] = trial(100).instances;
    const [second] = trial(9000).instances;
    const instances = [first, second].flatMap((one) => one ?? []);
    expect(judgeGaps(trial(0, { instances }), [gap(4000, 5000)]).outcome.status).toBe('failed');
  });

  it('may be longer by as much as the instances of a trial outnumber the CPUs, but not for one after the other', () => {
    const alive = (startMs: number, endMs: number) => ({
      id: 'i',
      marks: [
        { name: 'spawn', tNs: startMs * MS },
        { name: 'stopped', tNs: endMs * MS },
      ],
    });
    const together = trial(0, { instances: Array.from({ length: 7 }, (_, index) => alive(index, 9000)) });
    expect(judgeGaps(together, [gap(1000, 1999)], { cpus: 2 }).outcome.status).toBe('completed');
    expect(judgeGaps(together, [gap(1000, 2000)], { cpus: 2 }).outcome.status).toBe('failed');
    const inTurn = trial(0, { instances: Array.from({ length: 7 }, (_, index) => alive(index * 1000, (index + 1) * 1000)) });
    expect(judgeGaps(inTurn, [gap(1000, 1250)], { cpus: 2 }).outcome.status).toBe('failed');
  });

  it('voids a deadline that passed meanwhile, and keeps its words', () => {
    const outcome = { status: 'timed-out', step: 'boot', deadlineMs: 0, message: 'too long', detail: 'console' } as const;
    expect(judgeGaps(trial(2000, { outcome }), [gap(0, 1000)]).outcome).toMatchObject({
      code: 'harness-stalled',
      detail: 'too long\nconsole',
    });
  });

  it('leaves another failure, and a trial of which nothing was timed', () => {
    const outcome = { status: 'failed', code: 'teardown-failed', message: 'm', detail: 'd' } as const;
    expect(judgeGaps(trial(2000, { outcome }), [gap(0, 1000)]).outcome).toEqual(outcome);
    const skipped = trial(0, { instances: [] });
    expect(judgeGaps(skipped, [gap(0, 1000)])).toBe(skipped);
  });
});

describe('beside a heartbeat', () => {
  it('a process that cannot go on loses its trial', async () => {
    const blocked = await runBesideHeartbeat(() => {
      const startNs = process.hrtime.bigint();
      while (process.hrtime.bigint() - startNs < 400n * BigInt(MS));
      return Promise.resolve(trial(400, { originNs: String(startNs) }));
    });
    expect(blocked?.outcome).toMatchObject({ code: 'harness-stalled' });
  });

  it('a test may let longer gaps pass', async () => {
    const judged = await runBesideHeartbeat(() => {
      const startNs = process.hrtime.bigint();
      while (process.hrtime.bigint() - startNs < 400n * BigInt(MS));
      return Promise.resolve(trial(400, { originNs: String(startNs) }));
    }, 600);
    expect(judged?.outcome.status).toBe('completed');
  });

  it('an interrupted trial and an error pass through', async () => {
    expect(await runBesideHeartbeat(() => Promise.resolve(undefined))).toBeUndefined();
    await expect(runBesideHeartbeat(() => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
  });
});
