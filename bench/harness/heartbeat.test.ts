import { expect, it } from 'vitest';
import { Heartbeat } from './heartbeat.js';

const MS = 1_000_000n;

/** The heartbeat whose beats come at these milliseconds, the last one by its end. */
function readGaps(...beatsMs: readonly bigint[]): unknown {
  const instants = beatsMs.map((ms) => ms * MS);
  const heart = new Heartbeat(() => instants.shift() ?? 0n);
  for (let beat = 1; beat < beatsMs.length - 1; beat += 1) heart.beat();
  return heart.end().map(({ fromNs, toNs }) => [fromNs / MS, toNs / MS]);
}

it('has no gap while it beats, however late by a little', () => {
  expect(readGaps(0n, 50n, 105n, 160n, 161n)).toEqual([]);
});

it('tells every gap, also the one before its end', () => {
  expect(readGaps(0n, 50n, 5_050n, 5_100n, 5_400n)).toEqual([
    [50n, 5_050n],
    [5_100n, 5_400n],
  ]);
});

it('beats by itself, and notices that this process could not', () => {
  const heart = new Heartbeat();
  const endMs = performance.now() + 300;
  while (performance.now() < endMs);
  const [gap] = heart.end();
  expect(Number((gap?.toNs ?? 0n) - (gap?.fromNs ?? 0n)) / 1e6).toBeGreaterThanOrEqual(299);
});

it('does not see a gap where the timer fired in time', async () => {
  const heart = new Heartbeat();
  await new Promise((resolve) => setTimeout(resolve, 400));
  const longestMs = Math.max(0, ...heart.end().map(({ fromNs, toNs }) => Number(toNs - fromNs) / 1e6));
  // Without its own beats, the whole wait would be one gap.
  expect(longestMs).toBeLessThan(390);
});
