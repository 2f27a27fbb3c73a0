/** Interleaved comparisons with real instances, short enough for any host; what they find on a busy one is not asserted. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseResults } from '../bench/contract/read.js';
import { parseVerdict } from '../bench/contract/verdict.js';
import { comparedBlocks } from './compared-blocks.js';
import { cacheWithoutFindings } from './copied-caches.js';
import { twinbenchHere } from './in-process.js';
import { scratchFolder } from './scratch.js';
import { leftovers, liveInstances, startTwinbench, twinbench } from './twinbench.js';

const folder = scratchFolder('twinbench-ab-');

async function read(output: string, file: string): Promise<string> {
  return readFile(path.join(output, 'latest', file), 'utf8');
}

describe('ab', () => {
  it('measures two configurations interleaved, and leaves results, verdict and report', async () => {
    const output = path.join(folder, 'configurations');
    const words = ['--scenario', 'boot', '--a', 'delay-isolate=0', '--b', 'delay-isolate=300', '--max-pairs', '3', '--seed', '1'];
    const { code, stderr } = await twinbench(['ab', ...words, '--output', output]);
    // 0: three pairs are too few to decide anything, and the policy does not fail on that.
    expect(code, stderr).toBe(0);
    const document = parseResults(await read(output, 'results.json'), 'results.json');
    expect(document.environments.map(({ id }) => id)).toEqual(['container@a', 'container@b']);
    const boots = ['a', 'b'].map((arm) =>
      document.series.find((one) => one.metricId === 'boot-time' && one.environmentId === `container@${arm}`),
    );
    expect(document.noise?.blocks).toBe(3);
    const pairs = comparedBlocks(document);
    expect(boots.map((one) => one?.summary.n)).toEqual([pairs, pairs]);
    const verdict = parseVerdict(await read(output, 'verdict.json'), 'verdict.json');
    expect(verdict.metrics.find(({ id }) => id === 'boot-time/container')).toMatchObject({ pairs, status: 'undecided' });
    expect(verdict.metrics.find(({ id }) => id === 'boot-time/container')?.difference).toBeGreaterThan(0.1);
    expect(await read(output, 'report.html')).toContain('container@b');
  });

  it('times a command in two revisions of a project', async () => {
    const project = path.join(folder, 'project');
    const git = (...words: string[]) =>
      execFileSync('git', ['-C', project, '-c', 'user.name=x', '-c', 'user.email=x@x', ...words]);
    execFileSync('git', ['init', '-q', project]);
    const commit = async (delayMs: number) => {
      await writeFile(
        path.join(project, 'bench.mjs'),
        `import { text } from './made.mjs';\nif (text !== 'made') process.exit(3);\nsetTimeout(() => console.log('done'), ${String(delayMs)});\n`,
      );
      git('add', '-A');
      git('commit', '-qm', 'x');
    };
    await commit(0);
    await commit(500);
    const output = path.join(folder, 'revisions');
    const words = ['--revisions', 'HEAD~1..HEAD', '--project', project, '--command', 'node bench.mjs', '--max-pairs', '2'];
    const prepare = ['--prepare', 'echo "export const text = \'made\'" > made.mjs'];
    const { code, stderr } = await twinbench(['ab', ...words, ...prepare, '--environments', 'bare', '--output', output]);
    expect(code, stderr).toBe(0);
    const document = parseResults(await read(output, 'results.json'), 'results.json');
    expect(new Set(document.environments.map(({ imageDigest }) => imageDigest)).size).toBe(2);
    const verdict = parseVerdict(await read(output, 'verdict.json'), 'verdict.json');
    expect(verdict.metrics.find(({ id }) => id === 'duration/bare/command')?.difference).toBeGreaterThan(0.2);
  });

  it('fails trials whose command fails, with what it said', async () => {
    const words = ['--a', 'memory=256M', '--b', 'memory=257M', '--command', 'echo broken >&2; exit 7', '--max-pairs', '1'];
    const { code, stderr } = await twinbench([
      'ab',
      ...words,
      '--environments',
      'bare',
      '--output',
      path.join(folder, 'failing'),
    ]);
    expect(code).toBe(5);
    expect(stderr).toContain('the command ended with exit code 7');
    expect(stderr).toContain('broken');
  });

  it('leaves nothing behind on Ctrl-C', async () => {
    const running = startTwinbench([
      'ab',
      '--a',
      'memory=256M',
      '--b',
      'memory=512M',
      '--output',
      path.join(folder, 'interrupted'),
    ]);
    await running.said('raw records in');
    await new Promise((resolve) => setTimeout(resolve, 700));
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(leftovers(running.child.pid ?? 0)).toEqual([]);
  });

  it.each([
    [['--a', 'memory=1G', '--b', 'memory=1G'], 'both sides are the same'],
    [['--a', 'colour=red', '--b', 'memory=1G'], 'no setting "colour"'],
    [['--b', 'machine=q36', '--environments', 'vm'], 'q35-pvh'],
    [['--b', 'image=sha256:00'], 'the image store has no'],
    [['--revisions', 'HEAD..HEAD'], '--command'],
    [['--revisions', 'no-such..HEAD', '--command', 'true'], 'no-such'],
    [['--b', 'memory=1G', '--max-pairs', 'many'], '--max-pairs'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await twinbenchHere(['ab', ...words]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe('selftest', () => {
  it('measures, judges, and says what it can say of this host', async () => {
    const env = { TWINBENCH_CACHE: cacheWithoutFindings(path.join(folder, 'cache')) };
    const words = [
      'selftest',
      'aa',
      '--comparisons',
      '1',
      '--environments',
      'container',
      '--json',
      '--output',
      path.join(folder, 'self'),
    ];
    const { code, stdout, stderr } = await twinbench(words, { env });
    // 3: on a busy host that nothing was called worse proves nothing, and that is said.
    expect([0, 3], stderr).toContain(code);
    expect(stderr).toContain('1 comparisons, about');
    expect(JSON.parse(stdout.toString())).toMatchObject({ rows: [{ found: 0, of: 1 }] });
  });

  it('leaves nothing behind on Ctrl-C', async () => {
    const running = startTwinbench(['selftest', 'inject', '--no-vm', '--output', path.join(folder, 'interrupted-self')]);
    await running.said('preparing');
    while (liveInstances(running.child.pid ?? 0).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(leftovers(running.child.pid ?? 0)).toEqual([]);
  });
});

describe('noise', () => {
  it('says what it found, as a table and as JSON', async () => {
    const { code, stdout } = await twinbench(['noise', '--for', '1s', '--json']);
    expect([0, 3]).toContain(code);
    const found = JSON.parse(stdout.toString()) as { isFit: boolean; rows: { id: string; value?: number }[] };
    expect(found.isFit).toBe(code === 0);
    expect(found.rows.find(({ id }) => id === 'disk-latency')?.value).toBeGreaterThan(0);
  });
});
