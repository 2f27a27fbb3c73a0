import { cp, mkdir, mkdtemp, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { simulatedDocument } from '../../tests/simulated-documents.js';
import { readSide } from '../history/sides.js';
import { findRun } from '../history/stored-runs.js';
import { pointLatestAt, refuseStaleLatest, warnUnlessLatest } from './latest.js';
import { findRunFolder } from './results-folder.js';

const OLD = '20260115-093000-aaaa';
const NEW = '20260116-093000-bbbb';

let results: string;
let latest: string;

beforeEach(async () => {
  results = await mkdtemp(path.join(tmpdir(), 'twinbench-latest-'));
  latest = path.join(results, 'latest');
});
afterEach(() => rm(results, { recursive: true, force: true }));

async function makeRun(id: string): Promise<string> {
  const startedAt = id.replace(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-.*$/, '$1-$2-$3T$4:$5:$6.500Z');
  const document = simulatedDocument({ seed: 5, repetitions: 1 });
  const folder = path.join(results, id);
  await mkdir(folder);
  await writeFile(path.join(folder, 'results.json'), JSON.stringify({ ...document, run: { ...document.run, id, startedAt } }));
  return folder;
}

async function warnings(folder: string): Promise<string[]> {
  const said: string[] = [];
  await warnUnlessLatest(folder, (text) => said.push(text));
  return said;
}

describe('a new run', () => {
  it('is what latest points at, also where it pointed at another run or at one that is gone', async () => {
    for (const target of [undefined, OLD]) {
      await rm(latest, { force: true });
      if (target !== undefined) await symlink(target, latest);
      const folder = await makeRun(`20260116-09300${target === undefined ? '0' : '1'}-bbbb`);
      await pointLatestAt(folder);
      expect(await readlink(latest)).toBe(path.basename(folder));
      expect(await warnings(folder)).toEqual([]);
    }
  });

  it.each([
    ['a folder', () => mkdir(latest), 'a folder, not a link'],
    ['a file', () => writeFile(latest, 'mine'), 'a file, not a link'],
    ['a link of the user’s', () => symlink('/somewhere/else', latest), 'a link that Twinbench did not make'],
    ['a link of the user’s to a folder beside', () => symlink('best', latest), 'a link that Twinbench did not make'],
  ])('leaves %s alone, and says that latest is not this run', async (_, make, words) => {
    await make();
    const folder = await makeRun(NEW);
    await pointLatestAt(folder);
    expect(await readlink(latest).catch(() => 'no link')).not.toBe(NEW);
    const [said = ''] = await warnings(folder);
    expect(said).toContain(`${latest} was not updated, for it is ${words}. This run is in ${folder}`);
  });
});

describe('a latest that is a folder', () => {
  const refusals = [
    ['report', findRunFolder],
    ['history append', findRun],
    ['gate', readSide],
  ] as const;

  it.each(refusals)('is refused where a newer run lies beside it (%s)', async (_, read) => {
    await rename(await makeRun(OLD), latest);
    await makeRun(NEW);
    const words = `holds an older run than those beside it. The newest run there is ${path.join(results, NEW)}`;
    for (const name of [latest, `${latest}/`]) await expect(read(name)).rejects.toThrow(words);
  });

  it.each(refusals)('is taken where it is a copy of the newest, or alone, as in an unpacked artifact (%s)', async (_, read) => {
    await rename(await makeRun(OLD), latest);
    await expect(read(latest)).resolves.toBeDefined();
    await rm(latest, { recursive: true });
    await cp(await makeRun(NEW), latest, { recursive: true });
    await makeRun(OLD);
    await expect(read(latest)).resolves.toBeDefined();
  });

  it('is refused by its raw records too, and by a file in it', async () => {
    await mkdir(latest);
    const line = { record: 'run', id: OLD, startedAt: '2026-01-15T09:30:00.500Z' };
    await writeFile(path.join(latest, 'trials.jsonl'), `${JSON.stringify(line)}\n`);
    await makeRun(NEW);
    await expect(refuseStaleLatest(path.join(latest, 'results.json'))).rejects.toThrow('an older run');
  });
});

describe('a latest that is a link', () => {
  it('of ours is what it says, and one of the user’s only where nothing newer is there', async () => {
    const [old] = [await makeRun(OLD), await makeRun(NEW)];
    await symlink(OLD, latest);
    expect(await findRunFolder(latest)).toBe(old);
    await rm(latest);
    await symlink(old, latest);
    await expect(findRunFolder(latest)).rejects.toThrow('a link that Twinbench did not make');
  });

  it('that leads nowhere is said to, with the newest run', async () => {
    await makeRun(NEW);
    await symlink('20260117-093000-cccc', latest);
    for (const read of [findRunFolder, findRun, readSide])
      await expect(read(latest)).rejects.toThrow(
        `${latest} leads to 20260117-093000-cccc, which is gone. The newest run there is ${path.join(results, NEW)}`,
      );
    expect(await readFile(path.join(results, NEW, 'results.json'), 'utf8')).toContain(NEW);
  });
});
