/**
 * Bounds what an instance that shares the host's kernel writes to its own folder: nothing else does, where a guest is bounded by its disk.
 * The filesystem's free space is looked at, which costs microseconds; only when it has shrunk by as much as is left are the files counted.
 */
import { statfsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

const LOOK_EVERY_MS = 100;
/** Bytes per block of st_blocks, whatever the filesystem's own. */
const BLOCK_BYTES = 512;
/** Share of the limit below which the host's free space ends the instance, too: what it deleted and holds open is in no folder. */
const RESERVE_RATIO = 0.25;

/**
 * Calls `onExceeded` once, with a sentence. @param folder on the filesystem that is written to
 * @returns a function that ends the watch
 */
export function guardDisk(folder: string, limitBytes: number, onExceeded: (what: string) => void): () => void {
  let allowance = { freeBytes: readFreeBytes(folder), leftBytes: limitBytes };
  let isCounting = false;
  const look = async (): Promise<void> => {
    const freeBytes = readFreeBytes(folder);
    if (allowance.freeBytes - freeBytes < allowance.leftBytes) return;
    const writtenBytes = await bytesBelow(folder);
    const what = excess(writtenBytes, limitBytes, freeBytes);
    if (what !== undefined) return end(what);
    allowance = { freeBytes, leftBytes: limitBytes - writtenBytes };
  };
  const timer = setInterval(() => {
    if (isCounting) return;
    isCounting = true;
    look().then(
      () => {
        isCounting = false;
      },
      // The folder is gone: so is the instance.
      () => clearInterval(timer),
    );
  }, LOOK_EVERY_MS).unref();
  const end = (what: string): void => {
    clearInterval(timer);
    onExceeded(what);
  };
  return () => clearInterval(timer);
}

function excess(writtenBytes: number, limitBytes: number, freeBytes: number): string | undefined {
  if (writtenBytes > limitBytes)
    return `it wrote ${String(writtenBytes)} bytes to its disk, which may hold ${String(limitBytes)}`;
  if (freeBytes >= limitBytes * RESERVE_RATIO) return undefined;
  return `only ${String(freeBytes)} bytes are left on the host's disk`;
}

function readFreeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** What the files take on disk; those that vanish meanwhile count nothing. */
async function bytesBelow(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  let bytes = 0;
  for (const name of names)
    bytes += await lstat(path.join(folder, name)).then(
      ({ blocks }) => blocks * BLOCK_BYTES,
      () => 0,
    );
  return bytes;
}
