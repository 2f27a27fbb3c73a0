/** Judging processes that this kernel runs, through what really hides them. */
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AS_ORDINARY_USER, hasOrdinaryUser, orSkipped } from './fixtures/ordinary-user.js';
import { projectRoot } from './native.js';
import { judgeName, ownerName, thisProcess } from './owner.js';
import { run } from './process.js';

const MODULE = path.join(projectRoot, 'dist', 'runtimes', 'owner.js');
const LIVING = ownerName(thisProcess());
const GONE = ownerName({ ...thisProcess(), pid: spawnSync('true').pid });

/** What a process that is started so says of these names, and of its own. */
async function judgeThrough(prefix: readonly string[]): Promise<Record<string, string>> {
  const script = `
    const { judgeName, ownerName, thisProcess } = await import(${JSON.stringify(MODULE)});
    const { spawnSync } = await import('node:child_process');
    const gone = ownerName({ ...thisProcess(), pid: spawnSync('true').pid });
    const [living, dead] = ${JSON.stringify([LIVING, GONE])}.map(judgeName);
    console.log(JSON.stringify({ living, dead, itself: judgeName(ownerName(thisProcess())), itsDead: judgeName(gone) }));`;
  const words = [...prefix, process.execPath, '--input-type=module', '--eval', script];
  return JSON.parse((await run(words[0] ?? '', words.slice(1), { deadlineMs: 20_000, cwd: '/' })).stdout);
}

const withHiddenProc = (option: string) => [
  ...['unshare', '--mount', 'sh', '-c', `mount -t proc -o ${option} proc /proc && exec "$@"`, 'sh'],
  ...AS_ORDINARY_USER,
];

describe.skipIf(!hasOrdinaryUser)(`a process is judged${orSkipped}`, () => {
  const unknown = 'cannot be judged';

  it.each<[string, readonly string[], object]>([
    ['in the same namespace', [], { living: 'alive', dead: 'dead', itself: 'alive', itsDead: 'dead' }],
    ['by another user', AS_ORDINARY_USER, { living: 'alive', dead: 'dead' }],
    ['where /proc refuses it', withHiddenProc('hidepid=1'), { living: unknown, dead: 'dead', itself: 'alive' }],
    ['where /proc hides it', withHiddenProc('hidepid=2'), { living: unknown, dead: 'dead', itself: 'alive' }],
    [
      'from a PID namespace with its own /proc',
      ['unshare', '--pid', '--fork', '--mount-proc'],
      { living: unknown, dead: unknown, itself: 'alive', itsDead: 'dead' },
    ],
    [
      'from a PID namespace with the /proc of the one outside',
      ['unshare', '--pid', '--fork'],
      { living: unknown, dead: unknown, itself: unknown, itsDead: unknown },
    ],
    [
      'from a time namespace, in which processes started at other times',
      ['unshare', '--time', '--boottime', '1000', '--fork'],
      { living: unknown, dead: unknown, itself: 'alive' },
    ],
  ])('%s', async (_, prefix, expected) => {
    expect(await judgeThrough(prefix)).toMatchObject(expected);
  });

  it('from outside of its PID namespace', async () => {
    const script = `const { ownerName, thisProcess } = await import(${JSON.stringify(MODULE)});
      console.log(ownerName(thisProcess())); setInterval(() => undefined, 1000);`;
    const args = ['--pid', '--fork', '--mount-proc', '--kill-child', process.execPath, '--input-type=module', '--eval', script];
    const child = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const name = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk).trim())));
      expect(judgeName(name)).toBe(unknown);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
