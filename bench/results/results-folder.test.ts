import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownerName, thisProcess } from '../../runtimes/owner.js';
import { pointLatestAt } from './latest.js';
import { JOURNAL_FILE, makeRunFolder, removeRunFolder, sweepHalfWritten } from './results-folder.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'twinbench-results-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('makes the folder of a run anew, and takes none that is there', async () => {
  const made = await makeRunFolder(path.join(folder, 'results'), 'run');
  await expect(makeRunFolder(path.join(folder, 'results'), 'run')).rejects.toThrow('EEXIST');
  writeFileSync(path.join(made, JOURNAL_FILE), '');
  await removeRunFolder(made);
  expect(readdirSync(path.join(folder, 'results'))).toEqual([]);
});

it('removes of a run that recorded nothing only what it wrote itself', async () => {
  const made = await makeRunFolder(folder, 'run');
  for (const name of [JOURNAL_FILE, 'notes.txt']) writeFileSync(path.join(made, name), '');
  await removeRunFolder(made);
  expect(readdirSync(made)).toEqual(['notes.txt']);
});

it('points latest at the newest run, but never in the place of a file', async () => {
  const latest = path.join(folder, 'latest');
  const runs = ['20260131-000000-aaaa', '20260131-000001-bbbb'];
  for (const name of runs) await pointLatestAt(path.join(folder, name));
  expect(readlinkSync(latest)).toBe(runs[1]);
  rmSync(latest);
  writeFileSync(latest, 'mine');
  await pointLatestAt(path.join(folder, 'c'));
  expect(lstatSync(latest).isFile() && readFileSync(latest, 'utf8')).toBe('mine');
  expect(readdirSync(folder)).toEqual(['latest']);
});

it('sweeps what dead commands wrote half, and nothing else', async () => {
  const gone = { ...thisProcess(), pid: spawnSync('true').pid };
  const half = (owner: string) => `results.json.${owner}.tmp`;
  const kept = [
    half(ownerName(thisProcess())),
    half(ownerName({ ...gone, namespaces: '00000000' })),
    half('run-1-2'),
    'mine.tmp',
    'run-1-2.tmp',
  ];
  for (const name of [half(ownerName(gone)), ...kept]) writeFileSync(path.join(folder, name), '');
  mkdirSync(path.join(folder, `folder.${ownerName(gone)}.tmp`));
  await sweepHalfWritten(folder);
  expect(readdirSync(folder).sort()).toEqual([...kept, `folder.${ownerName(gone)}.tmp`].sort());
});
