/** Results that cannot be written whole: 5 and a message. A reader that is gone is nothing to complain of. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../runtimes/native.js';
import { CommandError, tryRun } from '../runtimes/process.js';
import { scratchFolder } from './scratch.js';
import { simulateRun } from './simulate-run.js';
import { startTwinbench, twinbench } from './twinbench.js';

const PROGRAM = path.join(projectRoot, 'scripts', 'twinbench.mjs');
const REFUSED = /^twinbench: the result could not be written whole to stdout: ENOSPC/m;
const base = scratchFolder('twinbench-stdout-');

beforeAll(() => {
  const { run, trials, ends } = simulateRun({ seed: 41, repetitions: 6 });
  const lines = [run, ...trials, ...ends].map((record) => `${JSON.stringify(record)}\n`);
  writeFileSync(path.join(base, 'trials.jsonl'), lines.join(''));
});

describe('a full disk', () => {
  it.each([
    ['--help'],
    ['run --help'],
    ['--version'],
    ['analyze FOLDER'],
    ['report FOLDER --format md'],
    ['plan FOLDER --metric all --json'],
    ['compare FOLDER FOLDER'],
    ['baseline list'],
    ['doctor --json'],
  ])('%s', async (line) => {
    const full = openSync('/dev/full', 'w');
    const { code, stderr } = await twinbench(line.replaceAll('FOLDER', base).split(' '), { stdout: full, cwd: base });
    closeSync(full);
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringMatching(REFUSED) });
  });

  it('takes only the first part of a result, of which Node says nothing', async () => {
    const script = 'mount -t tmpfs -o size=4k tmpfs "$0" && head -c 3000 /dev/zero > "$0/result" && exec "$@" >> "$0/result"';
    const args = ['--mount', 'sh', '-c', script, base, process.execPath, PROGRAM, 'gate', '--help'];
    const ended = await tryRun('unshare', args, { deadlineMs: 60_000 });
    expect(ended).toBeInstanceOf(CommandError);
    expect(ended).toMatchObject({ exitCode: 5, stderr: expect.stringMatching(REFUSED) });
  });
});

it.each([['gate --help'], ['doctor'], ['analyze FOLDER']])(
  'a closed pipe leaves %s quiet and its code as it is',
  async (line) => {
    const running = startTwinbench(line.replaceAll('FOLDER', base).split(' '), { cwd: base });
    running.child.stdout?.destroy();
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  },
);
