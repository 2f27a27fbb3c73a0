import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isAlive, ownerName, ownerOf, parseOwnerName, thisProcess } from './owner.js';

it('round-trips through a name', () => {
  expect(parseOwnerName(ownerName(thisProcess()))).toEqual(thisProcess());
  expect(parseOwnerName('run-12')).toBeUndefined();
  expect(parseOwnerName('something-1-2')).toBeUndefined();
});

it('tells the living from the dead, and a reused pid from its former owner', async () => {
  const child = spawn('sleep', ['30']);
  const owner = ownerOf(child.pid ?? 0);
  if (owner === undefined) throw new Error('no such process');
  expect(isAlive(owner)).toBe(true);
  expect(isAlive({ ...owner, startTicks: '1' })).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(isAlive(owner)).toBe(false);
});
