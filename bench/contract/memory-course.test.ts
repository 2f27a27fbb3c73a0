import { describe, expect, it } from 'vitest';
import { memoryReadings, selectCourses, thinReadings } from './memory-course.js';

const readings = (count: number) => Array.from({ length: count }, (_, tNs) => ({ tNs, bytes: 1e6 + 1000 * Math.sin(tNs) }));

describe('readings of a course', () => {
  it('are all kept where they are few, and the ends and extremes where they are many', () => {
    expect(thinReadings(readings(200))).toEqual(readings(200));
    const many = readings(30_000).map((one) => ({
      ...one,
      bytes: one.tNs === 12_345 ? 9e6 : one.tNs === 20_001 ? 5 : one.bytes,
    }));
    const thin = thinReadings(many);
    expect(thin.length).toBeLessThanOrEqual(200);
    expect(thin.length).toBeGreaterThan(150);
    expect(thin.map(({ tNs }) => tNs)).toEqual(thin.map(({ tNs }) => tNs).toSorted((a, b) => a - b));
    expect([thin[0]?.tNs, thin.at(-1)?.tNs]).toEqual([0, 29_999]);
    expect(thin.map(({ bytes }) => bytes)).toEqual(expect.arrayContaining([9e6, 5]));
  });

  it('are those of the control group that tell all of what cannot be reclaimed', () => {
    const whole = { anonBytes: 1, shmemBytes: 2, kernelBytes: 4 };
    const sample = (sampler: string, tNs: number, values: Record<string, number>) => ({ sampler, tNs, instanceId: 'i', values });
    expect(
      memoryReadings([
        sample('cgroup', 5, whole),
        sample('cgroup', 3, whole),
        sample('cgroup', 4, { anonBytes: 1 }),
        sample('io', 6, whole),
      ]),
    ).toEqual([
      { tNs: 3, bytes: 7 },
      { tNs: 5, bytes: 7 },
    ]);
  });
});

describe('the trial whose course is kept', () => {
  const series = (contaminated: readonly number[]) => ({
    environmentId: 'vm',
    workloadId: 'json',
    metricId: 'memory-peak',
    points: [1, 5, 9].map((value) => ({
      trialId: `t${value}`,
      value,
      ...(contaminated.includes(value) && { contaminated: true }),
    })),
    summary: { median: 5 },
  });
  const chosen = (contaminated: readonly number[]) =>
    selectCourses([series(contaminated)], () => ({ taken: 3, readings: readings(3) })).map(({ trialId }) => trialId);

  it('has the peak nearest to the median, of an undisturbed block where there is one', () => {
    expect([chosen([]), chosen([5]), chosen([1, 5, 9])]).toEqual([['t5'], ['t1'], ['t5']]);
  });

  it('has readings, and a peak of one workload', () => {
    expect(selectCourses([series([])], () => undefined)).toEqual([]);
    expect(selectCourses([{ ...series([]), metricId: 'memory-idle' }], () => ({ taken: 3, readings: readings(3) }))).toEqual([]);
  });
});
