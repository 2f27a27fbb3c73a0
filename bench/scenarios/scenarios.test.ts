import { describe, expect, it } from 'vitest';
import { churn } from './churn.js';
import { density } from './density.js';
import { FakeTrial } from './fixtures/fake-trial.js';
import { reserveBytes, whyNoRoom } from './host-budget.js';
import { TrialInterruptedError } from './scenario.js';
import { together } from './together.js';

const GIB = 1024 ** 3;

describe('density', () => {
  it('has all instances alive at once, reads the host at each step, and leaves none', async () => {
    let most = 0;
    const trial: FakeTrial = new FakeTrial({
      parameters: { instances: 3, memoryBytes: 1, settleMs: 3 },
      onStart: () => {
        most = Math.max(most, trial.alive.size + 1);
      },
    });
    const { outcome, instances, samples, findings } = await density.run(trial.context);
    expect(outcome).toEqual({ status: 'completed' });
    expect(most).toBe(3);
    expect(instances).toHaveLength(3);
    expect(samples.map(({ label }) => label)).toEqual(['settled-0', 'settled-1', 'settled-2', 'settled-3']);
    expect(findings).toEqual({ stoppedBecause: 'count-reached' });
    expect(trial.alive.size).toBe(0);
  });

  it('stops before the host is harmed, and says why', async () => {
    const trial = new FakeTrial({ parameters: { instances: 3, memoryBytes: 2 ** 50, settleMs: 3 } });
    const { outcome } = await density.run(trial.context);
    expect(outcome).toMatchObject({ status: 'failed', code: 'memory-budget' });
    expect(trial.started).toBe(0);
  });

  it('tears everything down when an instance cannot be started, or ends too early', async () => {
    const failing = new FakeTrial({ parameters: { instances: 3, memoryBytes: 1, settleMs: 3 }, failsAt: 1 });
    expect((await density.run(failing.context)).outcome).toMatchObject({ status: 'failed', code: 'launch-failed' });
    const ending = new FakeTrial({ parameters: { instances: 3, memoryBytes: 1, settleMs: 3 }, endsAt: 1 });
    expect((await density.run(ending.context)).outcome).toMatchObject({ status: 'failed', code: 'workload-ended' });
    expect([failing.alive.size, ending.alive.size]).toEqual([0, 0]);
  });

  it('tears everything down when it is interrupted, and counts as never run', async () => {
    const abort = new AbortController();
    const trial = new FakeTrial({
      parameters: { instances: 3, memoryBytes: 1, settleMs: 3 },
      signal: abort.signal,
      onStart: (index) => {
        if (index === 1) abort.abort();
      },
    });
    await expect(density.run(trial.context)).rejects.toBeInstanceOf(TrialInterruptedError);
    expect(trial.started).toBe(2);
    expect(trial.alive.size).toBe(0);
  });
});

describe('together', () => {
  it('starts all before it waits for any', async () => {
    const trial = new FakeTrial({ parameters: { instances: 5 } });
    const { outcome, instances } = await together.run(trial.context);
    expect(outcome).toEqual({ status: 'completed' });
    expect(instances).toHaveLength(5);
    expect(trial.alive.size).toBe(0);
  });

  it('leaves none of the others when one fails', async () => {
    const trial = new FakeTrial({ parameters: { instances: 5 }, failsAt: 2 });
    expect((await together.run(trial.context)).outcome).toMatchObject({ status: 'failed', code: 'launch-failed' });
    expect(trial.started).toBe(5);
    expect(trial.alive.size).toBe(0);
  });
});

describe('churn', () => {
  it('never has two alive, and makes at least two cycles', async () => {
    const alive: number[] = [];
    const trial: FakeTrial = new FakeTrial({ parameters: { boxMs: 0 }, onStart: () => alive.push(trial.alive.size) });
    const { instances } = await churn.run(trial.context);
    expect(instances).toHaveLength(2);
    expect(alive).toEqual([0, 0]);
    expect(trial.alive.size).toBe(0);
  });
});

describe('whyNoRoom', () => {
  it('keeps a GiB or 15 % of the host, whichever is more', () => {
    expect(reserveBytes(2 * GIB)).toBe(GIB);
    expect(reserveBytes(100 * GIB)).toBe(15 * GIB);
    const room = { memTotalBytes: 4 * GIB, memAvailableBytes: 2 * GIB };
    expect(whyNoRoom(room, 1, GIB)).toBeUndefined();
    expect(whyNoRoom(room, 2, GIB)).toBe('memory-budget');
  });

  it('leaves descriptors to this process', () => {
    const room = { memTotalBytes: 4 * GIB, memAvailableBytes: 4 * GIB };
    expect(whyNoRoom(room, 1e9, 0)).toBe('descriptor-limit');
  });
});
