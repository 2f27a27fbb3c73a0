import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainUnjudged, judge, judgeName, type Owner, ownerName, parseOwnerName, thisProcess } from './owner.js';

/** The number of a process that is no more. */
const GONE = spawnSync('true').pid;

it('round-trips through a name', () => {
  expect(parseOwnerName(ownerName(thisProcess()))).toEqual(thisProcess());
  expect(parseOwnerName('run-12-3')).toBeUndefined();
  expect(parseOwnerName(`${ownerName(thisProcess())}.tmp`)).toBeUndefined();
  expect(parseOwnerName(ownerName(thisProcess()).replace('run', 'something'))).toBeUndefined();
});

it('tells the living from the dead, and a reused pid from its former owner', async () => {
  const child = spawn('sleep', ['30']);
  const pid = child.pid ?? 0;
  const startTicks = readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(' ')[21] ?? '';
  const owner: Owner = { ...thisProcess(), pid, startTicks };
  expect(judge(owner)).toBe('alive');
  expect(judge({ ...owner, startTicks: '1' })).toBe('dead');
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(judge(owner)).toBe('dead');
});

describe('an owner elsewhere', () => {
  const gone: Owner = { ...thisProcess(), pid: GONE, startTicks: '1' };

  it.each<[string, Partial<Owner>, string]>([
    ['of an earlier boot of this host is dead', { boot: '00000000' }, 'dead'],
    ['of an earlier boot is dead in whatever namespace', { boot: '00000000', namespaces: '00000000' }, 'dead'],
    ['of another boot of another host cannot be judged', { boot: '00000000', host: '00000000' }, 'cannot be judged'],
    ['of another namespace cannot be judged', { namespaces: '00000000' }, 'cannot be judged'],
    ['here that is gone is dead', {}, 'dead'],
  ])('%s', (_, difference, expected) => {
    expect(judge({ ...gone, ...difference })).toBe(expected);
  });

  it('is said to be elsewhere', () => {
    const explain = (difference: Partial<Owner>) => explainUnjudged(ownerName({ ...gone, ...difference }));
    expect(explain({ namespaces: '00000000' })).toContain(`process ${String(GONE)} of another PID namespace`);
    expect(explain({ boot: '00000000', host: '00000000' })).toContain('another host');
    expect(explainUnjudged(`run-${String(GONE)}-1`)).toContain('earlier version');
  });
});

it('judges names of its own forms only, and never those of an earlier version', () => {
  expect(judgeName(ownerName(thisProcess()))).toBe('alive');
  expect(judgeName(ownerName({ ...thisProcess(), pid: GONE }))).toBe('dead');
  expect(judgeName(`run-${String(GONE)}-1`)).toBe('cannot be judged');
  expect(judgeName('lost+found')).toBeUndefined();
  expect(judgeName('run-of-another-program')).toBeUndefined();
});
