import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findPolicyFile, readPolicy } from './policy-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinbench-policy-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('finds the one policy of a folder, JSON or YAML, and refuses to choose between two', async () => {
  expect(findPolicyFile(folder)).toBeUndefined();
  const [yaml, json] = [path.join(folder, 'twinbench.policy.yaml'), path.join(folder, 'twinbench.policy.json')];
  await writeFile(yaml, 'schemaVersion: 1\nalpha: 0.02\n');
  expect(findPolicyFile(folder)).toBe(yaml);
  expect(await readPolicy(yaml)).toMatchObject({ policyFile: yaml, policy: { alpha: 0.02 } });
  await writeFile(json, '{"schemaVersion":1}');
  expect(() => findPolicyFile(folder)).toThrow(`there are several policies here: ${json}, ${yaml}. Keep one`);
});
