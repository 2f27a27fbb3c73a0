import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  SAMPLE_DOCUMENT,
  SAMPLE_END,
  SAMPLE_HISTORY_ENTRY,
  SAMPLE_RUN,
  SAMPLE_TRIAL,
  SAMPLE_VERDICT,
} from './fixtures/minimal-records.js';
import { schemaFiles } from './schema.js';

function validator(path: string) {
  const file = schemaFiles().find((one) => one.path === path);
  if (!file) throw new Error(`no schema ${path}`);
  // A workload's parameter is a string, a number or a boolean: a union that the draft allows and ajv asks to be told about.
  return new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(file.schema);
}

describe('published JSON Schemas', () => {
  it('accept each kind of raw record, and unknown members in it', () => {
    const validate = validator('docs/schema/trials.schema.json');
    for (const record of [SAMPLE_RUN, SAMPLE_TRIAL, SAMPLE_END]) {
      expect(validate({ ...record, addedLater: [1] }), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it('accept a results document and refuse a broken one', () => {
    const validate = validator('docs/schema/results.schema.json');
    expect(validate(SAMPLE_DOCUMENT), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...SAMPLE_DOCUMENT, schemaVersion: 2 })).toBe(false);
    expect(validate({ ...SAMPLE_DOCUMENT, trials: [{ ...SAMPLE_TRIAL, measurements: [], order: -1 }] })).toBe(false);
    expect(validate({ ...SAMPLE_DOCUMENT, metrics: [{ id: 'boot-time', unit: 'millisecond' }] })).toBe(false);
  });

  it('accept what a probe found, and refuse a reading that there is not', () => {
    const validate = validator('docs/schema/isolation.schema.json');
    const frame = {
      schemaVersion: 1,
      probedAt: '2026-01-14T16:25:00Z',
      fingerprint: 'f',
      host: { kernelRelease: '6.1.0' },
      facts: [],
      notProbed: [],
    };
    const systemCalls = { reached: ['read'], refused: [], absent: [], killed: [], skipped: [] };
    const environment = { id: 'vm', kind: 'vm', runtime: { id: 'qemu', version: '7' }, rootless: false, systemCalls };
    const withReading = (reading: string) => ({
      ...frame,
      environments: [{ ...environment, answers: [{ factId: 'boot-id', reading, answer: 'its own' }] }],
    });
    expect(validate(withReading('isolated')), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(withReading('fine'))).toBe(false);
  });

  it('accept a verdict and a history entry, and refuse broken ones', () => {
    const verdict = validator('docs/schema/verdict.schema.json');
    expect(verdict(SAMPLE_VERDICT), JSON.stringify(verdict.errors)).toBe(true);
    expect(verdict({ ...SAMPLE_VERDICT, exitCode: 6 })).toBe(false);
    const entry = validator('docs/schema/history.schema.json');
    expect(entry(SAMPLE_HISTORY_ENTRY), JSON.stringify(entry.errors)).toBe(true);
    expect(entry({ ...SAMPLE_HISTORY_ENTRY, series: [{}] })).toBe(false);
  });

  it('accept the shortest policy, and refuse a key that nobody reads', () => {
    const validate = validator('docs/schema/policy.schema.json');
    expect(validate({ schemaVersion: 1 }), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ schemaVersion: 1, metrics: [{ match: 'boot-time', gate: 'block', tolerance: 5 }] })).toBe(false);
    expect(validate({ schemaVersion: 1, defaults: { gates: 'block' } })).toBe(false);
  });
});
