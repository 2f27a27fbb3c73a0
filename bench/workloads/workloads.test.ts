import { expect, test } from 'vitest';
import { workloadDigest } from './digest.js';
import { findWorkload, WORKLOADS } from './index.js';
import { KNOWN_WORKLOADS } from './known/index.js';

const PROGRAM = new TextEncoder().encode('program');

test('ids are unique and every workload is found by its own', () => {
  const ids = WORKLOADS.map(({ definition }) => definition.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.map((id) => findWorkload(id)?.definition.id)).toEqual(ids);
});

test('only idle has no operations', () => {
  expect(WORKLOADS.filter(({ prepare }) => prepare === undefined).map(({ definition }) => definition.id)).toEqual(['idle']);
});

for (const { definition, prepare } of WORKLOADS.filter((workload) => workload.prepare !== undefined)) {
  test(`${definition.id} returns its known answer, again and again`, async () => {
    const prepared = await prepare?.({});
    try {
      const answers = [await prepared?.run(), await prepared?.run()];
      expect(answers).toEqual([prepared?.expected, prepared?.expected]);
    } finally {
      await prepared?.close?.();
    }
  });
}

test('the digest depends on the definition and on the program, and on nothing else', () => {
  const definition = { id: 'x', version: '1', title: 'X', operation: 'x', parameters: { a: 1, b: 2 }, usesDisk: false };
  const digest = workloadDigest(definition, PROGRAM);
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(workloadDigest({ ...definition, title: 'Y', parameters: { b: 2, a: 1 } }, PROGRAM)).toBe(digest);
  expect(workloadDigest({ ...definition, parameters: { a: 1, b: 3 } }, PROGRAM)).not.toBe(digest);
  expect(workloadDigest(definition, new TextEncoder().encode('other'))).not.toBe(digest);
});

const KNOWN_SETTINGS = { ms: 20, mib: 2, units: 3 };

for (const { definition, prepare } of KNOWN_WORKLOADS) {
  test(`${definition.id} does what it was told, once`, async () => {
    const prepared = await prepare?.(KNOWN_SETTINGS);
    try {
      expect(await prepared?.run()).toBe(prepared?.expected);
    } finally {
      await prepared?.close?.();
    }
  });
}

test('a known workload that was not told its quantity says what is missing', async () => {
  await expect(findWorkload('known-sleep')?.prepare?.({})).rejects.toThrow('--set-ms is missing');
});
