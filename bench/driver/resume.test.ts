import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { simulateRun } from '../../tests/simulate-run.js';
import { findChange, findResumable } from './resume.js';

const { run } = simulateRun({ seed: 3, accelerator: 'tcg', failEvery: 1000 });
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'twinbench-resume-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeJournal(record: object): void {
  writeFileSync(path.join(folder, 'trials.jsonl'), `${JSON.stringify(record)}\n`);
}

describe('findResumable', () => {
  it('goes on from a run record alone', async () => {
    writeJournal({ ...run, settings: { accel: 'auto', memoryBytes: 1 } });
    expect((await findResumable(folder)).todo).toEqual(run.plan);
  });

  it.each([
    ['without settings', { ...run, settings: undefined }],
    ['whose plan names an unknown environment', { ...run, settings: { accel: 'auto', memoryBytes: 1 }, environments: [] }],
  ])('refuses a run record %s', async (_, record) => {
    writeJournal(record);
    await expect(findResumable(folder)).rejects.toThrow('the run record is damaged');
  });
});

describe('findChange', () => {
  const then = { environments: run.environments, host: run.host, generator: {} };
  const changed = (accelerator: 'kvm' | 'tcg') => ({
    ...then,
    environments: run.environments.map((one) => (one.vm === undefined ? one : { ...one, vm: { ...one.vm, accelerator } })),
  });

  it('finds nothing where the same is measured', () => {
    expect(findChange(then, changed('tcg'))).toBeUndefined();
  });

  it('names another accelerator, image, memory limit or host, and an environment that is gone', () => {
    expect(findChange(then, changed('kvm'))).toBe('vm: accelerator was tcg and is kvm');
    const otherImage = run.environments.map((one) => ({ ...one, imageDigest: 'sha256:other' }));
    expect(findChange(then, { ...then, environments: otherImage })).toContain('sha256:other');
    const otherLimit = run.environments.map((one) => ({ ...one, resources: { ...one.resources, memoryBytes: 1 } }));
    expect(findChange(then, { ...then, environments: otherLimit })).toContain('memory limit was');
    expect(findChange(then, { ...then, environments: [] })).toContain('bare: image was');
    expect(findChange(then, { ...then, host: { fingerprint: 'other' } })).toContain('another host');
  });

  it('does not let other code go on with a run, but for runs of versions that did not name theirs', () => {
    const named = { ...then, generator: { codeDigest: 'a' } };
    expect(findChange(named, { ...then, generator: { codeDigest: 'a' } })).toBeUndefined();
    expect(findChange(named, { ...then, generator: { codeDigest: 'b' } })).toContain('measuring code is not the version');
    expect(findChange(then, { ...then, generator: { codeDigest: 'b' } })).toBeUndefined();
  });
});
