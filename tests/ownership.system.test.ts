/** What is not Twinbench's, or belongs to a run that cannot be seen from here, outlives every command. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRawLines } from '../bench/contract/read.js';
import { cacheRoot } from '../runtimes/cache.js';
import { AS_ORDINARY_USER, hasOrdinaryUser, isRoot, ORDINARY_UID, orSkipped } from '../runtimes/fixtures/ordinary-user.js';
import { ownerName, thisProcess } from '../runtimes/owner.js';
import { run } from '../runtimes/process.js';
import { type StartOptions, startTwinbench, twinbench } from './twinbench.js';

const needsRoot = isRoot ? '' : ' (skipped: needs root)';
const RUN = ['run', '--environments', 'container', '--scenarios', 'idle', '--profile', 'quick', '--seed', '5'];
/** Three windows, which outlast the commands beside them. */
const WINDOWS = { TWINBENCH_TEST_WAITS: 'idle-window=2000' };
const NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join('/var/tmp', 'twinbench-ownership-'));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of its own, so that only the cache is shared. */
const lock = (name: string) => ({ TWINBENCH_TEST_LOCK: path.join(folder, `${name}.lock`), ...WINDOWS });

describe.skipIf(!isRoot)(`beside a living run, with the same cache${needsRoot}`, () => {
  it.each<[string, StartOptions, StartOptions]>([
    ['a command in a PID namespace of its own', {}, { prefix: NAMESPACE }],
    ['a command outside of the PID namespace of the run', { prefix: NAMESPACE }, {}],
  ])('%s removes nothing of it', async (name, where, elsewhere) => {
    const output = path.join(folder, name);
    const living = startTwinbench([...RUN, '--output', output], { ...where, env: lock(name) });
    await living.said('trials; raw records');
    const others = { ...elsewhere, env: lock(`${name} 2`) };
    const cleaned = await twinbench(['clean'], others);
    expect(cleaned).toMatchObject({ code: 0, stderr: '' });
    expect(cleaned.stdout.toString()).not.toContain(`removed ${cacheRoot()}`);
    expect(cleaned.stdout.toString()).toMatch(/^kept .*work\/run-\S+: process \d+ of another PID namespace/m);
    expect(await twinbench(['exec', '--environment', 'container', '--', 'true'], others)).toMatchObject({ code: 0 });
    const emptied = await twinbench(['clean', '--cache'], others);
    expect(emptied).toMatchObject({ code: 5, stderr: expect.stringContaining('may be in use') });
    expect(await living.ended).toMatchObject({ code: 0 });
    const journal = path.join(output, 'latest', 'trials.jsonl');
    const { run: record, trials } = parseRawLines(readFileSync(journal, 'utf8'), journal);
    expect(trials.map(({ outcome }) => outcome)).toEqual(record.plan.map(() => ({ status: 'completed' })));
  });
});

it('a second run is refused with a cache of its own, too, and what the first uses is not emptied under another lock', async () => {
  const living = startTwinbench([...RUN, '--output', path.join(folder, 'first')], { env: lock('shared') });
  await living.said('trials; raw records');
  const [cache, output] = [path.join(folder, 'other-cache'), path.join(folder, 'second')];
  const second = await twinbench([...RUN, '--output', output], { env: { ...lock('shared'), TWINBENCH_CACHE: cache } });
  expect(second).toMatchObject({ code: 5, stderr: expect.stringContaining(`process ${String(living.child.pid)} is measuring`) });
  expect([output, cache].filter((one) => existsSync(one))).toEqual([]);
  const emptied = await twinbench(['clean', '--cache'], { env: lock('third') });
  expect(emptied).toMatchObject({
    code: 5,
    stderr: expect.stringContaining(`process ${String(living.child.pid)} uses the cache`),
  });
  living.child.kill('SIGKILL');
  await living.ended;
  expect((await twinbench(['clean', '--cache'], { env: { ...lock('shared'), TWINBENCH_CACHE: cache } })).code).toBe(0);
  await twinbench(['clean']);
});

describe('a disk that was named as the cache', () => {
  it('keeps all that others have on it when the cache is emptied', async () => {
    const disk = path.join(folder, 'disk');
    mkdirSync(path.join(disk, 'photos'), { recursive: true });
    for (const name of ['thesis.tex', 'photos/a.jpg']) writeFileSync(path.join(disk, name), 'mine');
    await run('cp', ['-a', path.join(cacheRoot(), 'bin'), disk], { deadlineMs: 20_000 });
    const { code, stdout } = await twinbench(['clean', '--cache'], { env: { ...lock('disk'), TWINBENCH_CACHE: disk } });
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^removed \d+ entries of/m);
    for (const name of ['photos', 'thesis.tex'])
      expect(stdout.toString()).toContain(`kept ${path.join(disk, name)}: Twinbench did not make it\n`);
    expect(readFileSync(path.join(disk, 'photos', 'a.jpg'), 'utf8')).toBe('mine');
    expect(existsSync(path.join(disk, 'bin'))).toBe(false);
  });
});

describe.skipIf(!hasOrdinaryUser)(`what an ordinary user may not touch${orSkipped}`, () => {
  it('stops no command of theirs, and is named by clean', async () => {
    const cache = path.join(folder, 'nobody');
    const closed = [path.join(cache, 'lost+found'), path.join(cache, 'work', 'closed'), path.join(cache, 'tsc')];
    for (const one of closed) mkdirSync(one, { recursive: true, mode: 0o700 });
    const gone = ownerName({ ...thisProcess(), pid: spawnSync('true').pid });
    mkdirSync(path.join(cache, 'work', gone, 'deep'), { recursive: true });
    for (const one of [cache, path.join(cache, 'work')]) chownSync(one, ORDINARY_UID, ORDINARY_UID);
    const env = { ...lock('nobody'), TWINBENCH_CACHE: cache, HOME: cache };
    const options = { prefix: AS_ORDINARY_USER, env, cwd: '/' };
    const { code, stdout } = await twinbench(['clean'], options);
    expect(code).toBe(0);
    for (const name of ['tsc', 'work/closed', `work/${gone}`])
      expect(stdout.toString()).toContain(`kept ${path.join(cache, name)}: `);
    expect(await twinbench(['exec', '--environment', 'container', '--', 'true'], options)).toMatchObject({ code: 0 });
  });
});
