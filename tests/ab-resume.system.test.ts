/** Comparisons that were killed or interrupted go on with real instances: no finished trial is lost or repeated. */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseRawLines, type RawRecords } from '../bench/contract/read.js';
import { parseVerdict } from '../bench/contract/verdict.js';
import { GitProject } from '../bench/revisions/fixtures/git-project.js';
import { cacheRoot } from '../runtimes/cache.js';
import { comparedBlocks } from './compared-blocks.js';
import { scratchFolder } from './scratch.js';
import { type Running, readResults, startTwinbench, twinbench } from './twinbench.js';

const PAIRS = 8;
const POLL_MS = 50;

const folder = scratchFolder('twinbench-ab-resume-');

const journalIn = (output: string): string => path.join(output, 'latest', 'trials.jsonl');

function recordsIn(output: string): RawRecords {
  return parseRawLines(readFileSync(journalIn(output), 'utf8'), journalIn(output));
}

/** Ends it once so many trials are recorded. */
async function endAfter(trials: number, running: Running, output: string, signal: NodeJS.Signals): Promise<void> {
  const isReached = () =>
    existsSync(journalIn(output)) && readFileSync(journalIn(output), 'utf8').split('\n').length > trials + 1;
  while (!isReached() && running.child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  running.child.kill(signal);
  await running.ended;
}

describe('a comparison of two settings that was killed', () => {
  const words = ['--scenario', 'boot', '--a', 'delay-isolate=0', '--b', 'delay-isolate=300', '--max-pairs', String(PAIRS)];
  let output: string;
  let before: RawRecords;

  beforeAll(async () => {
    output = path.join(folder, 'settings');
    await endAfter(5, startTwinbench(['ab', ...words, '--output', output]), output, 'SIGKILL');
    before = recordsIn(output);
    expect(before.trials.length).toBeLessThan(2 * PAIRS);
  });

  it('is refused with other settings, and by run', async () => {
    const other = await twinbench(['ab', '--resume', '--b', 'delay-isolate=301', '--output', output]);
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--b was delay-isolate=300 and is delay-isolate=301'),
    });
    const run = await twinbench(['run', '--resume', '--output', output]);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('was measured by ab') });
  });

  it('goes on: each trial of the plan once, those that had finished as they were, the image verified, a verdict', async () => {
    const { code, stderr } = await twinbench(['ab', '--resume', '--output', output]);
    expect(code, stderr).toBe(0);
    const { run, trials, ends } = recordsIn(output);
    expect(trials.map(({ id }) => id)).toEqual(run.plan.map(({ id }) => id));
    expect(trials.slice(0, before.trials.length)).toEqual(before.trials);
    expect(ends).toMatchObject([{ stopReason: 'plan-done', imageDigest: run.environments[0]?.imageDigest }]);
    const verdict = parseVerdict(await readFile(path.join(output, 'latest', 'verdict.json'), 'utf8'), 'verdict.json');
    const document = await readResults(output);
    expect(document.noise?.blocks).toBe(PAIRS);
    const pairs = comparedBlocks(document);
    expect(verdict.metrics.find(({ id }) => id === 'boot-time/container')).toMatchObject({ pairs });
    expect(document.run.stopReason).toBe('plan-done');
  });

  it('is complete then', async () => {
    const again = await twinbench(['ab', '--resume', '--output', output]);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('there is nothing to resume') });
  });
});

describe('a comparison of two revisions that was interrupted', () => {
  it('goes on with the same images, though their preparation never gives the same twice, and removes them when done', async () => {
    const project = await GitProject.make(path.join(folder, 'project'));
    const bench = { 'bench.mjs': "import './made.mjs';\n", '.gitattributes': 'bench.mjs export-ignore\n' };
    const commits = [await project.commit({ ...bench, a: '1' }), await project.commit({ a: '2' })];
    const output = path.join(folder, 'revisions');
    const words = ['--revisions', 'HEAD~1..HEAD', '--project', project.folder, '--command', 'node bench.mjs'];
    const prepare = ['--prepare', 'head -c 16 /dev/urandom | od -An -tx1 | sed "s/^/\\/\\//" > made.mjs'];
    // Not `missing`: on a busy host so short a command may have a figure in no block of both sides.
    const options = ['--environments', 'bare', '--max-pairs', '4', '--fail-on', 'regression', '--output', output];
    await endAfter(3, startTwinbench(['ab', ...words, ...prepare, ...options]), output, 'SIGINT');
    expect(existsSync(path.join(output, 'latest', 'verdict.json'))).toBe(false);
    const { environments } = recordsIn(output).run;
    const images = environments.map(({ imageDigest }) => path.join(cacheRoot(), 'images', imageDigest.replace('sha256:', '')));
    expect(images.map(existsSync)).toEqual([true, true]);
    // Elsewhere than where it began, and after the project went on.
    await project.commit({ a: '3' });
    const { code, stderr } = await twinbench(['ab', '--resume', '--output', output], { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`a: ${commits[0] ?? ''}\nb: ${commits[1] ?? ''}`);
    const { run, trials } = recordsIn(output);
    expect(trials.map(({ id }) => id)).toEqual(run.plan.map(({ id }) => id));
    expect(trials.map(({ outcome }) => outcome.status)).toEqual(trials.map(() => 'completed'));
    expect(images.map(existsSync)).toEqual([false, false]);
  });
});
