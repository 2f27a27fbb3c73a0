import { describe, expect, it } from 'vitest';
import { simulateRun } from '../../tests/simulate-run.js';
import type { Caveat, Comparison, ResultsDocument } from '../contract/document.js';
import type { Host } from '../contract/host.js';
import type { Environment, RunRecord } from '../contract/record.js';
import { METRICS } from '../metrics/index.js';
import { analyze } from './analyze.js';
import { type CaveatContext, countCpus, findCaveats } from './caveats.js';

const { run, trials, ends } = simulateRun({ seed: 21, accelerator: 'kvm', failEvery: 1000 });
const [bare, container, vm] = run.environments;
const [workload] = run.workloads;
if (!bare || !container || !vm?.vm || !workload) throw new Error('the simulated run lacks something');
const facts = vm.vm;

/** The guest runs the host's kernel and leaves it a CPU, so that nothing is to be said of a comparison. */
const tameVm: Environment = { ...vm, vm: { ...facts, vcpus: 1, kernel: { ...facts.kernel, release: run.host.kernel.release } } };

function inVm(change: Partial<NonNullable<Environment['vm']>>): Partial<CaveatContext> {
  return { candidate: { ...tameVm, ...(tameVm.vm && { vm: { ...tameVm.vm, ...change } }) } };
}

function onHost(host: Partial<Host>): Partial<CaveatContext> {
  return { host: { ...run.host, ...host } };
}

const DISK = { ...workload, usesDisk: true };
const KERNEL = { release: 'other', mitigations: run.host.mitigations, digest: 'd' };
const MITIGATIONS = { release: run.host.kernel.release, mitigations: { mds: 'Vulnerable' }, digest: 'd' };

/** One of each kind. */
const ALL = [
  'boot-time',
  'spawn-cost',
  'throughput',
  'cpu-time',
  'memory-peak',
  'io-written',
  'vcpu-steal',
  'idle-cpu',
  'memory-returned',
];
const MEMORY = ['memory-peak', 'memory-returned'];
const TIME = ['boot-time', 'spawn-cost', 'throughput', 'cpu-time', 'idle-cpu'];
const OF_DISK = ['boot-time', 'spawn-cost', 'throughput', 'cpu-time', 'io-written', 'idle-cpu'];
const WORK = ['throughput', 'cpu-time'];
const INSIDE = ALL.filter((id) => id !== 'spawn-cost');

/** Metrics whose comparison of a container with a VM has the caveat, for a workload that uses the disk or one that does not. */
function touched(caveat: Caveat, change: Partial<CaveatContext>): string[] {
  const context = {
    baseline: container ?? tameVm,
    candidate: tameVm,
    host: run.host,
    n: 10,
    isContaminated: false,
    isFlushSkipped: false,
  };
  return METRICS.map(({ definition }) => definition)
    .filter((definition) => findCaveats({ ...context, ...change, definition }).includes(caveat))
    .flatMap(({ id }) => (ALL.includes(id) ? [id] : []));
}

describe('caveats', () => {
  it.each<[Caveat, Partial<CaveatContext>, readonly string[]]>([
    ['emulated', inVm({ accelerator: 'tcg' }), ALL],
    ['different-kernel', inVm({ kernel: KERNEL }), INSIDE],
    ['different-mitigations', inVm({ kernel: MITIGATIONS }), TIME.filter((id) => id !== 'spawn-cost')],
    ['few-samples', { n: 5 }, ALL],
    ['contaminated', { isContaminated: true }, ALL],
    ['disk-cache-differs', { ...inVm({ diskCache: 'none' }), workload: DISK }, OF_DISK],
    ['flush-skipped', { isFlushSkipped: true, workload: DISK }, OF_DISK],
    ['memory-backed-storage', { ...onHost({ filesystem: { type: 'tmpfs', memoryBacked: true } }), workload: DISK }, OF_DISK],
    ['shared-cpuset', inVm({ vcpus: 2 }), WORK],
    ['swap', onHost({ swapBytes: 1 }), MEMORY],
    ['swap', onHost({ swapUsedBytes: 1 }), MEMORY],
    ['governor', onHost({ noise: { ...run.host.noise, governor: 'powersave' } }), TIME],
    ['governor', onHost({ noise: { ...run.host.noise, governor: 'performance, powersave' } }), TIME],
    ['huge-pages', onHost({ memoryManagement: { transparentHugePages: 'always' } }), MEMORY],
    ['page-merging', onHost({ memoryManagement: { ksmRunning: true } }), MEMORY],
  ])('%s touches its own metrics and no others', (caveat, change, metrics) => {
    expect(new Set(touched(caveat, change))).toEqual(new Set(metrics));
    expect(touched(caveat, {})).toEqual([]);
  });

  it('of the disk touch no workload that leaves it alone', () => {
    const calm = { ...inVm({ diskCache: 'none' }), isFlushSkipped: true };
    for (const caveat of ['disk-cache-differs', 'flush-skipped', 'memory-backed-storage'] as const)
      expect(touched(caveat, calm)).toEqual([]);
    expect(touched('disk-cache-differs', { ...inVm({ diskCache: 'writeback' }), workload: DISK })).toEqual([]);
  });

  it('of guests touch no comparison without one', () => {
    const noVm = { candidate: container ?? tameVm, baseline: bare };
    const host = onHost({ memoryManagement: { transparentHugePages: 'always' } });
    expect(touched('huge-pages', { ...noVm, ...host })).toEqual([]);
    expect(touched('shared-cpuset', noVm)).toEqual([]);
  });

  it.each([
    ['0-1', 2],
    ['0,2-4', 4],
    ['3', 1],
    ['', undefined],
    ['x', undefined],
    ['4-1', undefined],
  ])('the CPU list %j has %j CPUs', (list, count) => {
    expect(countCpus(list)).toBe(count);
  });
});

function makeDocument(change: Partial<RunRecord>): ResultsDocument {
  return analyze({ ...run, ...change }, trials, ends);
}

describe('the warnings to caveats', () => {
  const everything = makeDocument({
    host: {
      ...run.host,
      swapBytes: 1,
      filesystem: { type: 'tmpfs', memoryBacked: true },
      noise: { ...run.host.noise, governor: 'powersave' },
      memoryManagement: { transparentHugePages: 'always', ksmRunning: true },
    },
    environments: [bare, container, { ...vm, vm: { ...facts, diskCache: 'none' } }],
    workloads: run.workloads.map((one) => ({ ...one, usesDisk: one.id === 'file-io' })),
    calibration: makeCalibration('boot-time', 10),
  });

  it('are one for each caveat that stands somewhere', () => {
    const caveats = new Set(everything.comparisons.flatMap((one) => one.caveats));
    expect(caveats.size).toBeGreaterThan(8);
    for (const caveat of caveats) expect(everything.warnings.filter(({ code }) => code === caveat)).toHaveLength(1);
  });
});

function makeCalibration(metricId: string, error: number): NonNullable<RunRecord['calibration']> {
  const entry = {
    environmentId: 'container',
    quantity: 'boot-delay',
    title: 'Boot delay',
    metricId,
    unit: 'second' as const,
    trueValue: 0.2,
    scale: 'absolute' as const,
    n: 10,
    measured: 0.2 + error,
    error: { estimate: error, low: error / 2, high: error * 2 },
  };
  return { runId: 'r', measuredAt: '', fingerprint: 'f', entries: [entry], ownCost: [], selfComparisons: [] };
}

describe('the error of calibration', () => {
  function bootOf(document: ResultsDocument, baseline: string, candidate: string): Comparison | undefined {
    return document.comparisons.find(
      (one) =>
        one.metricId === 'boot-time' && one.baseline.environmentId === baseline && one.candidate.environmentId === candidate,
    );
  }

  it('forbids a claim from a difference that is smaller, in the environments and the metrics that it is of', () => {
    const document = makeDocument({ calibration: makeCalibration('boot-time', 0.05) });
    const boot = bootOf(document, 'bare', 'container');
    expect(boot?.difference?.estimate).toBeLessThan(0.05);
    expect(boot?.caveats).toContain('below-own-error');
    expect(boot?.verdict.status).toBe('inconclusive');
    expect(boot?.verdict.because).toMatch(
      /^The difference of \d\.\d+ ms is smaller than its own error: calibration found boot-time of .* off by 50 ms/,
    );
    expect(bootOf(document, 'bare', 'vm')?.caveats).not.toContain('below-own-error');
    expect(bootOf(document, 'container', 'vm')?.verdict.status).toBe('worse');
    const touchedMetrics = document.comparisons.filter(({ caveats }) => caveats.includes('below-own-error'));
    expect(new Set(touchedMetrics.map(({ metricId }) => metricId))).toEqual(new Set(['time-to-program', 'boot-time']));
    expect(document.warnings.find(({ code }) => code === 'below-own-error')?.message).toContain('boot-time');
  });

  it('leaves a larger difference alone', () => {
    expect(bootOf(makeDocument({ calibration: makeCalibration('boot-time', 0.0001) }), 'bare', 'container')).toEqual(
      bootOf(makeDocument({}), 'bare', 'container'),
    );
  });
});
