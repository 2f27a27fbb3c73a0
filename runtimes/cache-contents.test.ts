import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cached, cachedByContent, openCacheFolder, scratchName } from './cache.js';
import { emptyCache, findCacheLeftovers } from './cache-contents.js';
import { ownerName, thisProcess } from './owner.js';

const KEY = '0123456789abcdef0123456789abcdef';
const GONE = { ...thisProcess(), pid: spawnSync('true').pid };
const ELSEWHERE = { ...GONE, namespaces: '00000000' };
let base = '';
let root = '';

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'twinbench-contents-'));
  root = path.join(base, 'cache');
  vi.stubEnv('TWINBENCH_CACHE', root);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(base, { recursive: true });
});

function write(...names: readonly string[]): string {
  const file = path.join(root, ...names);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, 'content');
  return file;
}

/** An entry of each form. */
async function fill(): Promise<void> {
  await cached('bin', KEY, async (folder) => writeFileSync(path.join(folder, 'program'), ''));
  await cachedByContent('images', async (folder) => {
    mkdirSync(path.join(folder, 'rootfs'));
    writeFileSync(path.join(folder, 'manifest.json'), '{}');
    return `${KEY}${KEY}`;
  });
  writeFileSync(path.join(await openCacheFolder('tsc'), `${KEY}.json`), '1');
  writeFileSync(path.join(await openCacheFolder('noise-floor'), '0123456789abcdef-no-vm.json'), '{}');
}

describe('emptying the cache', () => {
  it('leaves nothing of one that is ours, its folder neither', async () => {
    await fill();
    expect((await emptyCache()).spared).toEqual([]);
    expect(existsSync(root)).toBe(false);
  });

  it('keeps every file of others on a disk that was named as the cache, and says so', async () => {
    const theirs = [
      write('thesis.tex'),
      write('photos', 'a.jpg'),
      write('bin', 'their-program'),
      write('images', `${KEY}${KEY}`.replaceAll('0', 'f'), 'layer.tar'),
      write('kernel', KEY, 'notes.txt'),
      write('tsc', `${KEY.replaceAll('0', 'f')}.json`),
      write('work', 'essay.txt'),
    ];
    await fill();
    const { spared } = await emptyCache();
    expect(theirs.filter((file) => !existsSync(file))).toEqual([]);
    expect(readdirSync(root).sort()).toEqual(['bin', 'images', 'kernel', 'photos', 'thesis.tex', 'tsc', 'work']);
    expect(readdirSync(path.join(root, 'bin'))).toEqual(['their-program']);
    expect(spared.map((one) => one.path).sort()).toEqual(
      [...theirs.map((file) => (/layer|notes|a\.jpg/.test(file) ? path.dirname(file) : file))].sort(),
    );
  });

  it('knows a damaged entry by its name in a cache that is marked', async () => {
    await fill();
    rmSync(path.join(root, 'bin', KEY, '.files.json'));
    expect((await emptyCache()).spared).toEqual([]);
    expect(existsSync(root)).toBe(false);
  });

  it('keeps in a marked cache what belongs to a living process, or to one that cannot be judged', async () => {
    await fill();
    const owned = [ownerName(thisProcess()), ownerName(ELSEWHERE), 'run-1-2'];
    for (const name of [...owned, ownerName(GONE)]) mkdirSync(path.join(root, 'work', name), { recursive: true });
    const { spared } = await emptyCache();
    expect(spared.map((one) => path.basename(one.path)).sort()).toEqual([...owned].sort());
    expect(readdirSync(path.join(root, 'work')).sort()).toEqual([...owned].sort());
  });

  it('keeps what came later into a cache that is marked', async () => {
    await fill();
    const theirs = write('bin', 'their-program');
    await emptyCache();
    expect(existsSync(theirs)).toBe(true);
    expect(readdirSync(path.join(root, 'bin'))).toEqual(['their-program']);
  });

  it('is not led out of the cache by links, of folders and of entries', async () => {
    await fill();
    const outside = path.join(base, 'outside');
    mkdirSync(path.join(outside, KEY), { recursive: true });
    writeFileSync(path.join(outside, KEY, '.files.json'), '{}');
    symlinkSync(outside, path.join(root, 'kernel'));
    symlinkSync(path.join(outside, KEY), path.join(await openCacheFolder('vmlinux'), KEY));
    const { spared } = await emptyCache();
    expect(readFileSync(path.join(outside, KEY, '.files.json'), 'utf8')).toBe('{}');
    expect(spared.map((one) => path.relative(root, one.path)).sort()).toEqual(['kernel', `vmlinux/${KEY}`]);
  });
});

describe('what was left in the cache', () => {
  it('is told apart by its owner: dead, alive, elsewhere, of an earlier version, none', async () => {
    const [dead, alive] = [`${ownerName(GONE)}-00000000.tmp`, scratchName()];
    for (const name of [dead, alive, 'other.tmp']) mkdirSync(path.join(root, 'bin', name), { recursive: true });
    const work = [ownerName(GONE), ownerName(thisProcess()), ownerName(ELSEWHERE), 'run-1-2', 'foreign', 'doctor-a1B2c3'];
    for (const name of work) mkdirSync(path.join(root, 'work', name), { recursive: true });
    writeFileSync(path.join(root, 'run.lock'), 'run-1-2\nresults in /nowhere\n');
    const { dead: found, ...others } = await findCacheLeftovers();
    const names = (paths: readonly string[]) => paths.map((one) => path.basename(one)).sort();
    expect(names(found)).toEqual([dead, ownerName(GONE)].sort());
    expect(names(others.alive)).toEqual([alive, ownerName(thisProcess())].sort());
    expect(names(others.unjudged.map((one) => one.path))).toEqual([ownerName(ELSEWHERE), 'run-1-2', 'run.lock'].sort());
    expect(names(others.foreign.map((one) => one.path))).toEqual(['foreign']);
  });

  it('is of a half-written finding, too', async () => {
    const name = `0123456789abcdef-no-vm.json.${ownerName(GONE)}.tmp`;
    write('calibration', name);
    expect((await findCacheLeftovers()).dead).toEqual([path.join(root, 'calibration', name)]);
  });
});
