/** Histories and baselines as users have them: killed at any instant, on a full disk, by several writers, by the command line. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SAMPLE_VERDICT } from '../bench/contract/fixtures/minimal-records.js';
import { readNewest } from '../bench/history/store.js';
import { projectRoot } from '../runtimes/native.js';
import { twinbenchHere } from './in-process.js';
import { scratchFolder } from './scratch.js';
import { simulatedDocument } from './simulated-documents.js';
import { writeSimulatedHistory } from './simulated-entries.js';
import { twinbench } from './twinbench.js';

const folder = scratchFolder('twinbench-history-system-');

const WRITER = path.join(projectRoot, 'dist', 'tests', 'history-writer.js');

/** Appends entries until it is killed; its stdout names each run once it is safe. */
function startWriter(
  history: string,
  first: number,
): { child: ChildProcess; acknowledged: () => string[]; ended: Promise<number | null> } {
  const child = spawn(process.execPath, [WRITER, history, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, ended, acknowledged: () => said.split('\n').slice(0, -1) };
}

async function until(isThere: () => boolean): Promise<void> {
  while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('fifty kills at random instants: every entry that was acknowledged is there and whole, and nothing else is damaged', async () => {
  const history = path.join(folder, 'killed');
  const safe = new Set<string>();
  for (let round = 0; round < 50; round += 1) {
    const writer = startWriter(history, round * 10_000);
    await until(() => writer.acknowledged().length > 0);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
    writer.child.kill('SIGKILL');
    await writer.ended;
    for (const id of writer.acknowledged()) safe.add(id);
    const read = new Set(readNewest(history, 1_000_000).map(({ runId }) => runId));
    expect([...safe].filter((id) => !read.has(id))).toEqual([]);
  }
  expect(safe.size).toBeGreaterThanOrEqual(50);
}, 600_000);

test('two writers at once lose nothing', async () => {
  const history = path.join(folder, 'two');
  const writers = [startWriter(history, 0), startWriter(history, 10_000)];
  await until(() => writers.every((writer) => writer.acknowledged().length >= 20));
  for (const { child } of writers) child.kill('SIGKILL');
  await Promise.all(writers.map(({ ended }) => ended));
  const read = new Set(readNewest(history, 1_000_000).map(({ runId }) => runId));
  expect(writers.flatMap((writer) => writer.acknowledged()).filter((id) => !read.has(id))).toEqual([]);
});

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)(`a full disk${isRoot ? '' : ' (skipped: mounting a small tmpfs needs root)'}`, () => {
  test('is a clear error; what was there stays, and appending goes on when there is space', async () => {
    const disk = path.join(folder, 'disk');
    mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'twinbench-test', disk]).status).toBe(0);
    try {
      const history = path.join(disk, 'history');
      writeSimulatedHistory(history, { runs: 3 });
      const filler = path.join(disk, 'filler');
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']);
      const run = writeRun('full', 11);
      const refused = await twinbench(['history', 'append', run, '--history', history]);
      expect(refused).toMatchObject({ code: 5, stderr: expect.stringMatching(/ENOSPC.*free space/) });
      expect(readNewest(history, 99)).toHaveLength(3);
      expect(readdirSync(history)).toHaveLength(3);
      rmSync(filler);
      expect((await twinbench(['history', 'append', run, '--history', history])).code).toBe(0);
      expect(readNewest(history, 99)).toHaveLength(4);
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});

/** The folder of a run of few figures. */
function writeRun(name: string, seed: number, verdict?: object): string {
  const run = path.join(folder, name);
  mkdirSync(run, { recursive: true });
  const document = simulatedDocument({ seed, repetitions: 1, accelerator: 'kvm' });
  writeFileSync(path.join(run, 'results.json'), JSON.stringify({ ...document, trials: [] }));
  if (verdict)
    writeFileSync(
      path.join(run, 'verdict.json'),
      JSON.stringify({ ...SAMPLE_VERDICT, candidate: { runs: [gateRun(document.run.id)] }, ...verdict }),
    );
  return run;
}

const gateRun = (id: string) => ({ id, startedAt: '', revision: '', fingerprint: '' });

describe('the command history', () => {
  test('appends once, refuses another run under the same id, shows and detects', async () => {
    const history = path.join(folder, 'commands');
    const run = writeRun('run-a', 1);
    const append = (...more: string[]) => twinbenchHere(['history', 'append', run, '--history', history, ...more]);
    expect((await append('--revision', 'aaa')).stdout.toString()).toMatch(/^added .*commit aaa, \d+ series\n$/);
    expect((await append('--revision', 'aaa')).stdout.toString()).toMatch(/^already there/);
    expect(await append('--revision', 'bbb')).toMatchObject({ code: 2, stderr: expect.stringContaining('--replace') });
    const byCi = await twinbenchHere(['history', 'append', run, '--history', history, '--replace', '--json'], {
      env: { GITHUB_SHA: 'ccc' },
    });
    expect(JSON.parse(byCi.stdout.toString())).toMatchObject({ revision: 'ccc', outcome: 'replaced' });
    const shown = await twinbenchHere(['history', 'show', '--history', history]);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout.toString()).toContain('too few runs');
  });

  test('a damaged entry ends with 2 and its name; on request it is left out and named', async () => {
    const history = path.join(folder, 'damaged');
    writeSimulatedHistory(history, { runs: 8, workloads: ['json'] });
    const [first = ''] = readdirSync(history).sort();
    writeFileSync(path.join(history, first), '{');
    expect(await twinbenchHere(['history', 'detect', '--history', history])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(first),
    });
    const page = path.join(folder, 'out', 'trend.html');
    const left = await twinbenchHere(['history', 'show', '--history', history, '--skip-corrupt', '--html', page]);
    expect(left).toMatchObject({ code: 0, stderr: expect.stringContaining(first) });
    expect(readFileSync(page, 'utf8')).toContain('1 file of the history could not be read');
  });

  test('a page that cannot be written ends with 5, its place, and what to do', async () => {
    const history = path.join(folder, 'unwritable');
    writeSimulatedHistory(history, { runs: 8, workloads: ['json'] });
    const [entry = ''] = readdirSync(history);
    const show = (page: string) => twinbenchHere(['history', 'show', '--history', history, '--html', page]);
    const onFolder = await show(history);
    expect(onFolder).toMatchObject({ code: 5, stderr: expect.stringContaining(`cannot write ${history}`) });
    expect(onFolder.stderr).toContain('name another place');
    const inFile = path.join(history, entry, 'trend.html');
    expect(await show(inFile)).toMatchObject({ code: 5, stderr: expect.stringContaining('not a directory') });
    expect(readdirSync(history)).toHaveLength(8);
  });

  test('detect finds the step, says nothing of a steady figure, and fails only when asked to', async () => {
    const history = path.join(folder, 'stepped');
    writeSimulatedHistory(history, { runs: 150, workloads: ['json'], seed: 3 });
    const detect = (...more: string[]) => twinbenchHere(['history', 'detect', '--history', history, ...more]);
    const stepped = await detect('--match', 'boot-time/vm');
    expect(stepped.code).toBe(0);
    expect(stepped.stdout.toString()).toMatch(/worse +Boot time, vm: Level changed for the worse, \+1\d/);
    expect((await detect('--match', 'boot-time/vm', '--fail')).code).toBe(1);
    expect((await detect('--match', 'boot-time/container', '--fail')).code).toBe(0);
    expect(await detect('--match', 'boot-tine')).toMatchObject({ code: 2, stderr: expect.stringContaining('no series') });
    const [one, again] = [await detect('--json'), await detect('--json')];
    expect(one.stdout).toBe(again.stdout);
    const accepted = await twinbenchHere(['baseline', 'accept', '--history', history, '--reason', 'new kernel']);
    expect(accepted.code).toBe(0);
    expect((await detect('--match', 'boot-time/vm', '--fail')).code).toBe(0);
  });

  test('wrong words are explained', async () => {
    expect(await twinbenchHere(['history', 'apend'])).toMatchObject({ code: 2, stderr: expect.stringContaining('"append"') });
    expect(await twinbenchHere(['history'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('append, detect or show'),
    });
    expect(await twinbenchHere(['history', 'show', '--history', '/nowhere'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/nowhere'),
    });
    expect(await twinbenchHere(['history', 'detect', '--last', 'ten'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--last'),
    });
    expect((await twinbench(['history', 'append', '--help'])).stdout.toString()).toContain('--revision');
  });
});

describe('the command baseline', () => {
  const baselines = () => ['--baselines', path.join(folder, 'baselines')];

  test('saves, lists, and promotes only what passed', async () => {
    const [plain, red, green] = [
      writeRun('plain', 1),
      writeRun('red', 2, { status: 'regressed', exitCode: 1, exitName: 'regression', reason: 'boot-time worse' }),
      writeRun('green', 3, {}),
    ];
    expect((await twinbenchHere(['baseline', 'save', 'main', plain, ...baselines(), '--reason', 'first'])).code).toBe(0);
    expect(await twinbenchHere(['baseline', 'promote', 'main', red, ...baselines()])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('boot-time worse'),
    });
    expect(await twinbenchHere(['baseline', 'save', 'main', red, ...baselines()])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--force'),
    });
    expect(await twinbenchHere(['baseline', 'promote', 'main', plain, ...baselines()])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('no gate has judged'),
    });
    const list = async () => JSON.parse((await twinbenchHere(['baseline', 'list', '--json', ...baselines()])).stdout.toString());
    expect(await list()).toMatchObject([{ name: 'main', reason: 'first', runs: [{ id: 'simulated-1' }] }]);
    expect((await twinbenchHere(['baseline', 'promote', 'main', green, '--add', ...baselines()])).code).toBe(0);
    expect(await list()).toMatchObject([{ runs: [{ id: 'simulated-1' }, { id: 'simulated-3', verdict: 'pass' }] }]);
    expect((await twinbenchHere(['baseline', 'save', '../x', plain, ...baselines()])).code).toBe(2);
  });

  test('accepts a change in the policy, and keeps what people wrote there', async () => {
    const policy = path.join(folder, 'policy.json');
    writeFileSync(policy, '{\n    "schemaVersion": 1,\n    "alpha": 0.02\n}\n');
    const accept = (...more: string[]) =>
      twinbenchHere(['baseline', 'accept', '--policy', policy, '--reason', 'new kernel', ...more]);
    expect((await accept('boot-time/vm', '--max-increase', '12%', '--until', '2027-01-31')).code).toBe(0);
    expect((await accept('boot-time/vm', '--max-increase', '0.2', '--until', '2027-02-28')).code).toBe(0);
    expect(readFileSync(policy, 'utf8')).toMatch(/^\{\n {4}"schemaVersion": 1,\n {4}"alpha": 0.02,/);
    expect(JSON.parse(readFileSync(policy, 'utf8')).accepted).toEqual([
      { match: 'boot-time/vm', maxIncrease: 0.2, until: '2027-02-28', reason: 'new kernel' },
    ]);
    expect(await accept('boot-time/vm', '--until', '2027-02-30', '--max-increase', '5%')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no such day'),
    });
    expect((await accept('boot-time/vm', '--until', '2027-02-28')).code).toBe(2);
    expect((await accept()).code).toBe(2);
  });

  test('accepts all that a verdict refused, up to the end of its interval', async () => {
    const subject = {
      metricId: 'throughput',
      environmentId: 'vm',
      workloadId: 'json',
      id: 'throughput/vm/json',
      title: '',
      unit: 'operation-per-second',
      direction: 'higher-is-better',
    };
    const figures = {
      gate: 'block',
      scale: 'ratio',
      design: 'runs',
      baseline: { n: 9, runs: 1 },
      candidate: { n: 9, runs: 1 },
      effect: -0.1,
      interval: { level: 0.98, achieved: 0.98, low: -0.2, high: -0.05 },
    };
    const rest = {
      verdict: { status: 'worse', because: '' },
      margins: { noiseFloor: 0.01, target: 0.05 },
      stopReason: 'fixed-sample',
      warnings: [],
    };
    const metrics = [
      { ...subject, ...figures, ...rest, status: 'regressed' },
      { ...subject, ...figures, ...rest, id: 'other', status: 'pass' },
    ];
    const run = writeRun('refused', 4, { status: 'regressed', exitCode: 1, exitName: 'regression', metrics });
    const policy = path.join(folder, 'made', '..', 'made-policy.json');
    const accepted = await twinbenchHere([
      'baseline',
      'accept',
      '--verdict',
      path.join(run, 'verdict.json'),
      '--until',
      '2027-01-31',
      '--reason',
      'why',
      '--policy',
      policy,
    ]);
    expect(accepted.code).toBe(0);
    expect(JSON.parse(readFileSync(policy, 'utf8')).accepted).toEqual([
      { match: 'throughput/vm/json', maxIncrease: 0.25, until: '2027-01-31', reason: 'why' },
    ]);
  });
});
