import { describe, expect, it } from 'vitest';
import { simulateRun } from '../../tests/simulate-run.js';
import { type Comparison, resultsDocument } from '../contract/document.js';
import { analyze } from './analyze.js';

const { run, trials, ends } = simulateRun({ seed: 3 });
const document = analyze(run, trials, ends);

function makeComparison(metricId: string, baseline: string, candidate: string, workloadId?: string): Comparison {
  const found = document.comparisons.find(
    (one) =>
      one.metricId === metricId &&
      one.workloadId === workloadId &&
      one.baseline.environmentId === baseline &&
      one.candidate.environmentId === candidate,
  );
  if (!found) throw new Error(`no comparison of ${metricId}`);
  return found;
}

describe('analyze', () => {
  it('gives a document of the format, with nothing lost in JSON', () => {
    expect(resultsDocument.parse(document)).toEqual(document);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  it('is the same for the same records in any order', () => {
    expect(analyze(run, trials.toReversed(), ends)).toEqual(document);
  });

  it('counts every planned trial by how it ended', () => {
    const { completeness } = document.run;
    expect(completeness.planned).toBe(run.plan.length);
    expect(completeness.failed).toBeGreaterThan(0);
    expect(completeness.timedOut).toBeGreaterThan(0);
    const { completed, failed, timedOut, skipped } = completeness;
    expect(completed + failed + timedOut + skipped).toBe(run.plan.length);
  });

  it('gives no figure to a failed trial and leaves warm-ups out of every series', () => {
    const failed = document.trials.filter(({ outcome }) => outcome.status !== 'completed');
    expect(failed.flatMap(({ measurements }) => measurements)).toEqual([]);
    const warmups = new Set(document.trials.filter(({ warmup }) => warmup).map(({ id }) => id));
    expect(warmups.size).toBe(3);
    expect(document.series.flatMap(({ points }) => points).some(({ trialId }) => warmups.has(trialId))).toBe(false);
  });

  it('pools workloads where the metric says so and keeps them apart where not', () => {
    const boots = document.series.filter(
      ({ metricId, environmentId }) => metricId === 'boot-time' && environmentId === 'container',
    );
    expect(boots).toHaveLength(1);
    expect(boots[0]?.points).toHaveLength(48);
    const speeds = document.series.filter(
      ({ metricId, environmentId }) => metricId === 'throughput' && environmentId === 'container',
    );
    expect(speeds.map(({ workloadId }) => workloadId)).not.toContain('idle');
    expect(speeds).toHaveLength(7);
    expect(speeds.every(({ summary }) => summary.n === 6 && summary.interval?.level === 0.96875)).toBe(true);
  });

  it('embeds exactly the definitions that it uses', () => {
    const used = new Set(document.trials.flatMap(({ measurements }) => measurements.map(({ metricId }) => metricId)));
    expect(new Set(document.metrics.map(({ id }) => id))).toEqual(used);
  });

  it('compares each environment with bare and container with VM', () => {
    expect(makeComparison('boot-time', 'bare', 'container')).toMatchObject({ n: 48, verdict: { status: 'worse' }, caveats: [] });
    const emulated = makeComparison('throughput', 'container', 'vm', 'compress');
    expect(emulated.verdict.because).toMatch(/Emulated: no recommendation follows\.$/);
    expect(emulated.caveats).toEqual(expect.arrayContaining(['emulated', 'different-kernel']));
    expect(emulated.ratio?.estimate).toBeLessThan(0.1);
  });

  it('compares parts only where both sides have them', () => {
    const ids = document.metrics.flatMap(({ id, partOf }) => (partOf === 'boot-time' ? [id] : []));
    const parts = document.comparisons.map(({ metricId }) => metricId).filter((id) => ids.includes(id));
    expect(parts).toEqual(['boot-time.launch', 'boot-time.supervise']);
  });

  it('compares the parts of the time to the program besides, outside of the family', () => {
    const isInFamily = (metricId: string) => makeComparison(metricId, 'bare', 'container').pAdjusted !== undefined;
    expect(['time-to-program', 'boot-time', 'workload-start-time'].map(isInFamily)).toEqual([true, false, false]);
  });

  it('finds on KVM what emulation cannot say', () => {
    const kvm = simulateRun({ seed: 4, accelerator: 'kvm', repetitions: 12 });
    const { comparisons, warnings } = analyze(kvm.run, kvm.trials, kvm.ends);
    expect(comparisons.flatMap(({ caveats }) => caveats)).not.toContain('emulated');
    expect(warnings.map(({ code }) => code)).not.toContain('emulated');
    expect(new Set(comparisons.map(({ verdict }) => verdict.status))).toContain('equivalent');
  });

  it('says what a run without root could not measure', () => {
    const rootless = simulateRun({ seed: 5, rootless: true });
    const { comparisons, warnings } = analyze(rootless.run, rootless.trials, rootless.ends);
    expect(warnings.map(({ code }) => code)).toContain('rootless');
    const memory = comparisons.find(
      ({ metricId, candidate }) => metricId === 'memory-idle' && candidate.environmentId === 'container',
    );
    expect(memory?.verdict).toEqual({ status: 'not-comparable', because: 'container has no value.' });
    expect(memory?.caveats).toContain('rootless');
  });

  it('analyses what a killed run left', () => {
    const left = analyze(run, trials.slice(0, 10), []);
    expect(left.run.finishedAt).toBeUndefined();
    expect(left.warnings.find(({ code }) => code === 'run-incomplete')?.message).toBe(
      'The run was killed: 137 of 147 planned trials have no record.',
    );
    expect(() => resultsDocument.parse(analyze(run, [], []))).not.toThrow();
  });

  it('takes the later record of a trial that was run again', () => {
    const [first] = trials;
    if (!first) throw new Error('no trials');
    const again = { ...first, outcome: { status: 'failed' as const, code: 'c', message: 'm', detail: 'd' } };
    expect(analyze(run, [...trials, again], ends).trials).toHaveLength(trials.length);
    expect(analyze(run, [...trials, again], ends).run.completeness.failed).toBe(document.run.completeness.failed + 1);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_VALUE, 5e-324])(
    'stays a valid document when every reading is %d',
    (value) => {
      const hostile = trials.map((trial) => ({
        ...trial,
        samples: trial.samples.map((sample) => ({
          ...sample,
          values: Object.fromEntries(Object.keys(sample.values).map((name) => [name, value])),
        })),
      }));
      const { series, comparisons, metrics } = analyze(run, hostile, ends);
      const finite = resultsDocument.pick({ series: true, comparisons: true, metrics: true });
      expect(finite.safeParse({ series, comparisons, metrics }).error).toBeUndefined();
      const memory = comparisons.filter(({ metricId }) => metricId === 'memory-peak');
      expect(
        memory.every(({ ratio, verdict }) => (value === 5e-324 ? ratio?.estimate === 1 : verdict.status === 'not-comparable')),
      ).toBe(true);
    },
  );

  it('analyses a hundred thousand figures to the end', () => {
    const long = simulateRun({ seed: 6, repetitions: 400 });
    const { series } = analyze(long.run, long.trials, long.ends);
    expect(series.reduce((sum, { points }) => sum + points.length, 0)).toBeGreaterThan(100_000);
    expect(series.find(({ metricId }) => metricId === 'boot-time')?.summary.n).toBe(3200);
  });
});
