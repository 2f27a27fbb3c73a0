import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { simulateRun } from '../../tests/simulate-run.js';
import { DEFAULT_POLICY } from '../contract/policy.js';
import { findResumable } from '../driver/resume.js';
import { GitProject } from '../revisions/fixtures/git-project.js';
import { readAbRequest } from './request.js';
import { describeComparison, resumeComparison } from './resume-comparison.js';

const ID = '20260115-093000-aaaa';
const WORDS = { a: ['memory=256M'], b: ['memory=512M'], 'max-pairs': '3' };
const settings = { accel: 'auto', memoryBytes: 1 };
const arms = [{ id: 'container', baseline: 'container@a', candidate: 'container@b' }];
const { run, trials, ends } = simulateRun({ seed: 3, accelerator: 'tcg', failEvery: 1000, repetitions: 3 });

let output: string;
let folder: string;

beforeEach(async () => {
  output = await mkdtemp(path.join(tmpdir(), 'twinbench-ab-resume-'));
  folder = path.join(output, ID);
  await mkdir(folder);
  await symlink(ID, path.join(output, 'latest'));
});
afterEach(() => rm(output, { recursive: true, force: true }));

async function write(records: readonly object[], place = folder): Promise<void> {
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'trials.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

async function begun(words: Parameters<typeof readAbRequest>[0] = WORDS): Promise<object> {
  return { ...run, settings, arms, ...describeComparison(await readAbRequest(words, output)) };
}

it('goes on from what the run record says, without any word', async () => {
  await write([await begun(), ...trials.slice(0, 5)]);
  const { request, pair } = await resumeComparison(output, {});
  expect(request).toMatchObject({
    sides: { a: { label: 'memory=256M' }, b: { label: 'memory=512M' } },
    policy: { ...DEFAULT_POLICY, looks: [3] },
    settings: { seed: run.seed, output },
  });
  expect(pair.first.done.trials.map(({ id }) => id)).toEqual(trials.slice(0, 5).map(({ id }) => id));
  expect(pair.first.todo).toEqual(run.plan.filter(({ id }) => !trials.slice(0, 5).some((trial) => trial.id === id)));
  await expect(resumeComparison(output, WORDS)).resolves.toBeDefined();
});

it.each([
  [{ a: ['memory=300M'] }, '--a was memory=256M and is memory=300M'],
  [{ 'max-pairs': '4' }, '--max-pairs was 3 and is 4'],
  [{ workloads: 'json' }, '--workloads was not given and is json'],
])('refuses other words than the run began with: %j', async (words, message) => {
  await write([await begun(), ...trials.slice(0, 5)]);
  await expect(resumeComparison(output, words)).rejects.toThrow(message);
});

it('refuses another policy than the run began with', async () => {
  const file = path.join(output, 'policy.json');
  await writeFile(file, '{"schemaVersion":1}');
  await write([await begun({ ...WORDS, policy: file }), ...trials.slice(0, 5)]);
  await writeFile(file, '{"schemaVersion":1,"alpha":0.05}');
  await expect(resumeComparison(output, {})).rejects.toThrow(`the policy ${file} is not the one that the run was started with`);
});

it('keeps to the commits that the revisions were, and refuses revisions that have become others', async () => {
  const project = await GitProject.make(path.join(output, 'project'));
  const commits = [await project.commit({ a: '1' }), await project.commit({ a: '2' })];
  const words = { revisions: 'HEAD~1..HEAD', command: 'true', project: project.folder };
  await write([await begun(words), ...trials.slice(0, 5)]);
  await project.commit({ a: '3' });
  expect((await resumeComparison(output, {})).request.revisions).toMatchObject({ commits, project: project.folder });
  await expect(resumeComparison(output, words)).rejects.toThrow(
    `HEAD~1..HEAD was ${commits.join('..')} and is ${commits[1] ?? ''}..`,
  );
});

it('finds a confirmation that has begun, and none where a kill left only its folder', async () => {
  const confirmation = path.join(folder, 'confirmation');
  await write([await begun(), ...trials, ...ends]);
  await mkdir(confirmation);
  await writeFile(path.join(confirmation, 'trials.jsonl'), '{"record":"run","schema');
  expect((await resumeComparison(output, {})).pair.confirmation).toBeUndefined();
  await write([await begun(), ...trials.slice(0, 2)], confirmation);
  expect((await resumeComparison(output, {})).pair.confirmation?.done.trials).toHaveLength(2);
});

it('has nothing to resume where the verdict is there, or no record', async () => {
  await write([await begun(), ...trials, ...ends]);
  await writeFile(path.join(folder, 'verdict.json'), '{}');
  await expect(resumeComparison(output, {})).rejects.toThrow('is complete: there is nothing to resume');
  await rm(path.join(folder, 'trials.jsonl'));
  await expect(resumeComparison(output, {})).rejects.toThrow('has no trials.jsonl: there is nothing to resume');
  await rm(path.join(output, 'latest'));
  await expect(resumeComparison(output, {})).rejects.toThrow('no results folder at');
});

it('run and ab each refuse what the other measured, and name it', async () => {
  await write([await begun(), ...trials.slice(0, 5)]);
  await expect(findResumable(path.join(output, 'latest'))).rejects.toThrow(`twinbench ab --resume --output ${output}`);
  await write([{ ...run, settings }, ...trials.slice(0, 5)]);
  await expect(resumeComparison(output, {})).rejects.toThrow(`twinbench run --resume --output ${output}`);
});
