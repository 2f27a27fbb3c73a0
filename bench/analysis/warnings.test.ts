import { describe, expect, it } from 'vitest';
import { simulateRun } from '../../tests/simulate-run.js';
import type { EndRecord, RunRecord, TrialRecord } from '../contract/record.js';
import { analyze } from './analyze.js';

const simulated = simulateRun({ seed: 9, accelerator: 'kvm', failEvery: 1000 });

interface Change {
  readonly run?: Partial<RunRecord>;
  readonly trials?: TrialRecord[];
  readonly end?: Partial<EndRecord>;
}

/** Code → message of the warnings of a run that differs in this. */
function warnings({ run = {}, trials = simulated.trials, end = {} }: Change = {}): Record<string, string> {
  const ends = simulated.ends.map((one) => ({ ...one, ...end }));
  const document = analyze({ ...simulated.run, ...run }, trials, ends);
  return Object.fromEntries(document.warnings.map(({ code, message }) => [code, message]));
}

describe('warnings', () => {
  it('has nothing to say of a run in which all went well but that kernels differ and the guest has every CPU', () => {
    expect(Object.keys(warnings())).toEqual(['different-kernel', 'shared-cpuset']);
  });

  it('notices an image that changed or differs', () => {
    expect(warnings({ end: { imageDigest: 'sha256:other' } })['image-changed']).toContain('sha256:other after');
    const [first, ...rest] = simulated.run.environments;
    if (!first) throw new Error('no environments');
    const environments = [{ ...first, imageDigest: 'sha256:other' }, ...rest];
    expect(warnings({ run: { environments } })['image-differs']).toContain('sha256:other');
  });

  it('says once that there was no cgroup, in the words of the run', () => {
    const recorded = { code: 'no-cgroup', message: 'No cgroup could be made (a reason).', hint: 'Run as root.' };
    const host = { ...simulated.run.host, cgroup: { layout: 'none' } as const };
    const run = { ...simulated.run, host, warnings: [recorded] };
    const all = analyze(run, simulated.trials, simulated.ends).warnings.filter(({ code }) => code === 'no-cgroup');
    expect(all).toEqual([recorded]);
  });

  it('notices storage in memory, a missing cgroup and mitigations that differ', () => {
    const { host } = simulated.run;
    expect(warnings({ run: { host: { ...host, filesystem: { type: 'tmpfs', memoryBacked: true } } } })).toHaveProperty(
      'memory-backed-storage',
    );
    expect(warnings({ run: { host: { ...host, cgroup: { layout: 'none' } } } })).toHaveProperty('no-cgroup');
    const mitigations = { ...host.mitigations, mds: 'Mitigation: Clear CPU buffers' };
    expect(warnings({ run: { host: { ...host, mitigations } } })['different-mitigations']).toContain('mds');
  });

  it('counts the trials whose throughput is void, by reason', () => {
    const trials = simulated.trials.map((trial) => ({
      ...trial,
      instances: trial.instances.map((instance) => ({
        ...instance,
        ...(instance.report && {
          report: { ...instance.report, verified: trial.workloadId !== 'json' || trial.environmentId !== 'vm' },
        }),
      })),
    }));
    expect(warnings({ trials })['throughput-voided']).toBe(
      '6 trials of json in vm have no throughput: the workload computed something else than the known answer.',
    );
  });

  it.each([
    ['harness-stalled', 'Twinbench itself was stopped or got no CPU'],
    ['host-suspended', 'the host slept'],
  ])('counts the trials that are void by %s', (code, because) => {
    const outcome = { status: 'failed', code, message: 'm', detail: '' } as const;
    const trials = simulated.trials.map((trial) => (trial.block === 2 ? { ...trial, outcome } : trial));
    expect(warnings({ trials })[code]).toBe(
      `3 trials are void, because ${because} meanwhile; the first is ${trials.find(({ block }) => block === 2)?.id ?? ''}.`,
    );
  });

  it('takes a stop between the date and the first mark for no step of the wall clock', () => {
    const stoppedNs = 5_000_000_000n;
    const trials = simulated.trials.map((trial, index) => ({
      ...trial,
      startedNs: trial.originNs,
      originNs: String(BigInt(trial.originNs) + (index === 4 ? stoppedNs : 0n)),
    }));
    expect(warnings({ trials })).not.toHaveProperty('wall-clock-jumped');
    const undated = trials.map(({ startedNs: _, ...trial }) => trial);
    expect(warnings({ trials: undated })).toHaveProperty('wall-clock-jumped');
  });

  it('says that a run ended early', () => {
    expect(warnings({ trials: simulated.trials.slice(0, -2), end: { stopReason: 'interrupted' } })['run-incomplete']).toBe(
      'The run ended early (interrupted): 2 of 147 planned trials have no record.',
    );
  });

  it('keeps those that the run recorded, each once', () => {
    const recorded = { code: 'swap', message: 'The host swapped.', hint: 'Free memory.' };
    const document = analyze({ ...simulated.run, warnings: [recorded, recorded] }, simulated.trials, simulated.ends);
    expect(document.warnings.filter(({ code }) => code === 'swap')).toEqual([recorded]);
  });
});
