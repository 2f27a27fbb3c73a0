import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRawLines, parseResults } from '../bench/contract/read.js';
import { leftovers, startTwinbench, twinbench } from './twinbench.js';

let folder: string;
const light = ['--profile', 'quick', '--environments', 'bare,container', '--workloads', 'json'];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinbench-run-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function readResults(output: string): Promise<ReturnType<typeof parseResults>> {
  const file = path.join(output, 'latest', 'results.json');
  return parseResults(await readFile(file, 'utf8'), file);
}

describe('twinbench run', () => {
  it('measures and reports', async () => {
    const output = path.join(folder, 'plain');
    const { code, stderr, stdout } = await twinbench(['run', ...light, '--output', output]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout.toString()).toContain('ontainer');
    const document = await readResults(output);
    expect(document.run.completeness).toMatchObject({ failed: 0, timedOut: 0 });
    expect(await readFile(path.join(output, 'latest', 'report.html'), 'utf8')).toContain('<html');
  });

  it('loses and repeats no finished trial when it is killed and resumed', async () => {
    const output = path.join(folder, 'killed');
    const running = startTwinbench(['run', ...light, '--output', output, '--seed', '5']);
    await running.said('trials; raw records');
    const journal = path.join(output, 'latest', 'trials.jsonl');
    while ((await readFile(journal, 'utf8')).split('\n').length < 5) await new Promise((resolve) => setTimeout(resolve, 50));
    running.child.kill('SIGKILL');
    await running.ended;
    const before = parseRawLines(await readFile(journal, 'utf8'), journal).trials;
    expect((await twinbench(['run', '--resume', '--output', output])).code).toBe(0);
    const after = parseRawLines(await readFile(journal, 'utf8'), journal);
    expect(after.trials.slice(0, before.length)).toEqual(before);
    expect(after.trials.map((trial) => trial.id)).toEqual(after.run.plan.map((trial) => trial.id));
    expect(leftovers(running.child.pid ?? 0)).toEqual([]);
  });

  it('ends in order on Ctrl-C, keeps what finished, and says 130', async () => {
    const output = path.join(folder, 'interrupted');
    const running = startTwinbench(['run', ...light, '--output', output]);
    await running.said('trials; raw records');
    await new Promise((resolve) => setTimeout(resolve, 800));
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(leftovers(running.child.pid ?? 0)).toEqual([]);
    expect((await twinbench(['run', '--resume', '--output', output])).code).toBe(0);
  });

  it('ends at once while it prepares, and leaves no results folder', async () => {
    const output = path.join(folder, 'preparing');
    const running = startTwinbench(['run', ...light, '--output', output]);
    await running.said('checking every file');
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: 130 });
    expect(ended.stderr).toContain('nothing was started');
    expect(existsSync(output)).toBe(false);
    expect(leftovers(running.child.pid ?? 0)).toEqual([]);
  });

  it('notices that its results were removed meanwhile', async () => {
    const output = path.join(folder, 'removed');
    const running = startTwinbench(['run', ...light, '--output', output]);
    await running.said('trials; raw records');
    await rm(output, { recursive: true });
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: 5 });
    expect(ended.stderr).toContain('the file was removed');
    expect(leftovers(running.child.pid ?? 0)).toEqual([]);
  });

  it('refuses too little memory for a guest before any trial', async () => {
    const output = path.join(folder, 'memory');
    const ended = await twinbench(['run', '--environments', 'bare,vm', '--memory', '64M', '--output', output]);
    expect(ended).toMatchObject({ code: 5 });
    expect(ended.stderr).toContain('64 MiB');
    expect(existsSync(output)).toBe(false);
  });

  it('refuses a second run at the same time and names the first', async () => {
    const first = startTwinbench(['run', ...light, '--output', path.join(folder, 'first')]);
    await first.said('trials; raw records');
    const second = await twinbench(['run', ...light, '--output', path.join(folder, 'second')]);
    expect(second.code).toBe(5);
    expect(second.stderr).toContain(`process ${String(first.child.pid)}`);
    expect((await first.ended).code).toBe(0);
  });

  it('puts an injected delay into its own part of boot and no other', async () => {
    const output = path.join(folder, 'delayed');
    const env = { TWINBENCH_TEST_DELAYS: 'isolate=200' };
    await twinbench(['run', '--profile', 'quick', '--environments', 'container', '--workloads', 'json', '--output', output], {
      env,
    });
    const { series } = await readResults(output);
    const minimum = (id: string): number => series.find((one) => one.metricId === id)?.summary.min ?? Number.NaN;
    const maximum = (id: string): number => series.find((one) => one.metricId === id)?.summary.max ?? Number.NaN;
    expect(minimum('boot-time.isolate')).toBeGreaterThan(0.2);
    expect(maximum('boot-time.launch')).toBeLessThan(0.1);
    expect(maximum('boot-time.supervise')).toBeLessThan(0.1);
  });
});

describe('bad input', () => {
  it.each([
    [['run', '--environments', 'contianer'], 2, 'Did you mean "container"?'],
    [['run', '--workloads', 'cpu-hsh'], 2, 'Did you mean "cpu-hash"?'],
    [['run', '--profile', 'quik'], 2, 'Did you mean "quick"?'],
    [['run', '--profil', 'quick'], 2, 'profil'],
    [['rnu'], 2, 'Did you mean "run"?'],
    [[], 2, 'Name a command'],
    [['exec', '--environment', 'vm'], 2, 'after --'],
    [['exec', '--environment', 'vm', '--memory', '1M', '--', 'true'], 125, 'memory'],
    [['analyze', '/nonexistent'], 2, '/nonexistent'],
    [['run', '--output', '/proc/results', '--environments', 'bare', '--workloads', 'json'], 5, '/proc/results'],
  ])('%j ends with %i and says %s', async (args, code, message) => {
    const ended = await twinbench(args);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(code);
  });

  it.each([
    ['{"schemaVersion": 99}', 'newer'],
    ['{"schemaVersion": 1, ', 'results.json'],
    ['', 'results.json'],
    ['[]', 'results.json'],
  ])('refuses the results file %j', async (text, message) => {
    const broken = await mkdtemp(path.join(folder, 'broken-'));
    await writeFile(path.join(broken, 'results.json'), text);
    const ended = await twinbench(['report', broken]);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(2);
  });
});
