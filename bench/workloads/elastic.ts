/** A peak of memory, taken and let go again: for the scenario elasticity, where the host watches what it has back. */
import { garbageCollector } from './garbage.js';
import type { LifeEnding, Workload, WorkloadLife } from './workload.js';

const MIB = 1024 ** 2;
const DEFAULT_PEAK_BYTES = 192 * MIB;
/** Large enough to be a mapping of its own, which goes back to the kernel as soon as it is freed. */
const CHUNK_BYTES = 16 * MIB;

/** From the program's start to the peak: time for memory to come to rest. */
export const REST_BEFORE_PEAK_MS = 3_000;
export const PEAK_HOLD_MS = 1_000;
/** From the release to the host's last look. */
export const WATCH_MS = 30_000;
/** From that look to the end. */
const LIFE_AFTER_WATCH_MS = 1_000;
const RELEASE_DEADLINE_MS = 5_000;
const RELEASE_POLL_MS = 5;
/** Of the peak; the interpreter may keep the rest for other things. */
const RELEASED_RATIO = 0.9;

export const elastic: Workload = {
  definition: {
    id: 'elastic',
    version: '1',
    title: 'Peak of memory',
    operation: 'none: takes memory, holds it inside the window, and gives it back to its kernel at the window’s end',
    parameters: { peakBytes: DEFAULT_PEAK_BYTES, holdMs: PEAK_HOLD_MS },
    usesDisk: false,
  },
  live,
};

/** `peak-bytes` says how much, `rest-ms` and `watch-ms` how long before and after, where not as usual. The result is whether its own kernel has the memory back. */
async function live({ settings, signal }: WorkloadLife): Promise<LifeEnding> {
  const peakBytes = settings['peak-bytes'] ?? DEFAULT_PEAK_BYTES;
  await pause(settings['rest-ms'] ?? REST_BEFORE_PEAK_MS);
  const restBytes = residentBytes();
  const chunks = takePeak(peakBytes);
  signal('B');
  const startNs = process.hrtime.bigint();
  await pause(PEAK_HOLD_MS);
  const tookBytes = residentBytes() - restBytes;
  chunks.length = 0;
  const released = await awaitRelease(restBytes + peakBytes * (1 - RELEASED_RATIO));
  const windowNs = process.hrtime.bigint() - startNs;
  signal('E');
  await pause((settings['watch-ms'] ?? WATCH_MS) + LIFE_AFTER_WATCH_MS);
  return { windowNs, verified: released && tookBytes >= peakBytes * RELEASED_RATIO };
}

/** Every page written to, so that it is really there. */
function takePeak(peakBytes: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let left = peakBytes; left > 0; left -= CHUNK_BYTES) chunks.push(new Uint8Array(Math.min(CHUNK_BYTES, left)).fill(1));
  return chunks;
}

/** Collections free buffers in the background, so that what they freed shows a little later. */
async function awaitRelease(belowBytes: number): Promise<boolean> {
  const collectGarbage = garbageCollector();
  const endNs = process.hrtime.bigint() + BigInt(RELEASE_DEADLINE_MS) * 1_000_000n;
  collectGarbage();
  while (residentBytes() > belowBytes && process.hrtime.bigint() < endNs) {
    await pause(RELEASE_POLL_MS);
    collectGarbage();
  }
  return residentBytes() <= belowBytes;
}

function residentBytes(): number {
  return process.memoryUsage.rss();
}

async function pause(durationMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, durationMs));
}
