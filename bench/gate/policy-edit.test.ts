import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { acceptInPolicy, makeAcceptance } from './policy-edit.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinbench-policy-'));
});
afterAll(() => rm(folder, { recursive: true }));

const ACCEPTED = makeAcceptance(
  'boot-time/vm',
  { maxIncrease: '12%', maxAbsolute: undefined },
  { until: '2027-01-31', reason: 'new: kernel' },
);

async function edit(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  await acceptInPolicy(file, [ACCEPTED]);
  return readFile(file, 'utf8');
}

it('keeps the comments of a YAML policy and replaces the entry for the same pattern', async () => {
  const before = '# ours\nschemaVersion: 1\nalpha: 0.02 # strict\naccepted:\n';
  const old = '  - match: boot-time/vm\n    maxIncrease: 0.05\n    until: 2026-01-31\n    reason: before\n';
  const other = '  - match: stop-time\n    maxAbsolute: 1\n    until: 2027-01-31\n    reason: slow # sigh\n';
  const added = '  - match: boot-time/vm\n    maxIncrease: 0.12\n    until: 2027-01-31\n    reason: "new: kernel"\n';
  expect(await edit('p.yaml', before + old + other)).toBe(before + other + added);
  expect(await edit('p2.yml', 'schemaVersion: 1\n')).toBe(`schemaVersion: 1\naccepted:\n${added}`);
});

it('keeps the indentation of a JSON policy', async () => {
  const text = await edit('p.json', '{\n\t"schemaVersion": 1,\n\t"alpha": 0.02\n}\n');
  expect(text).toMatch(/^\{\n\t"schemaVersion": 1,\n\t"alpha": 0.02,\n\t"accepted": \[\n\t\t\{\n\t\t\t"match": "boot-time\/vm"/);
});

it('makes a policy where there is none', async () => {
  for (const name of ['new.json', 'new.yaml']) {
    await acceptInPolicy(path.join(folder, name), [ACCEPTED]);
    expect(await readFile(path.join(folder, name), 'utf8')).toContain('boot-time/vm');
  }
});
