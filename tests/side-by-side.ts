/**
 * Set-up of each test file that runs beside another: what the two could meet in is its worker's own. One worker has the user's cache, which is
 * warm; the others have copies of it. A worker holds its slot until its process is gone: vitest's own numbers of workers are given to a
 * second one before the first has ended, and at times to two at once. Of the files that boot guests one at a time begins, and holds its turn as long.
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from '../bench/driver/lock-file.js';
import { cacheRoot } from '../runtimes/cache.js';
import { copiedCache, slotsOfThisRun, turnFile } from './copied-caches.js';

const POLL_MS = 20;
/** A turn can take a minute. */
const TURN_POLL_MS = 200;

async function claimSlot(): Promise<number> {
  const slots = slotsOfThisRun();
  for (;;) {
    for (const slot of slots) if ((await tryLock(`${copiedCache(slot)}.slot`)).held !== undefined) return slot;
    await sleep(POLL_MS);
  }
}

async function awaitTurn(name: string): Promise<void> {
  while ((await tryLock(turnFile(name))).held === undefined) await sleep(TURN_POLL_MS);
}

const turn = process.env['TWINBENCH_TEST_IN_TURN'] ?? '';
if (turn !== '') await awaitTurn(turn);
const slot = await claimSlot();
if (slot !== 1) process.env['TWINBENCH_CACHE'] = copiedCache(slot);
process.env['TWINBENCH_TEST_SLOT'] = String(slot);
process.env['TWINBENCH_TEST_LOCK'] = path.join(cacheRoot(), 'tests.lock');
