/**
 * The fresh disk that each VM writes to: an empty ext4 filesystem with a journal, as hosts have it. It is made once per size; an instance
 * gets its non-empty blocks written into a new sparse file, which takes about a millisecond on any filesystem.
 */
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { cached, cacheKey } from '../../runtimes/cache.js';
import { runE2fs } from './e2fsprogs.js';

const BLOCK_BYTES = 4096;
const READ_BYTES = 4 * 1024 * 1024;
const FIXED_UUID = '7477696e-6265-4e63-a000-000000000002';
const FORMAT = 'ext4-writable-1';

/** A run of bytes that are not all zero. */
export interface Extent {
  readonly offsetBytes: number;
  readonly bytes: Buffer;
}

export interface WritableTemplate {
  readonly sizeBytes: number;
  readonly extents: readonly Extent[];
}

const layout = z.object({ sizeBytes: z.number().int(), extents: z.array(z.tuple([z.number().int(), z.number().int()])) });

/** The template of this size, from the cache. @throws CommandError – mke2fs is missing or failed */
export async function writableTemplate(sizeBytes: number): Promise<WritableTemplate> {
  const folder = await cached('writable-disk', cacheKey(FORMAT, String(sizeBytes)), (directory) =>
    makeTemplate(sizeBytes, directory),
  );
  return loadTemplate(folder);
}

/** Writes a fresh disk to `target`, which must not exist. */
export async function writeDisk(template: WritableTemplate, target: string): Promise<void> {
  const file = await open(target, 'wx', 0o600);
  try {
    await file.truncate(template.sizeBytes);
    for (const { offsetBytes, bytes } of template.extents) await file.write(bytes, 0, bytes.length, offsetBytes);
  } finally {
    await file.close();
  }
}

/** The parts of a file that are not zero, in whole blocks. */
export async function readExtents(file: string): Promise<Extent[]> {
  const handle = await open(file, 'r');
  try {
    const extents: Extent[] = [];
    const buffer = Buffer.alloc(READ_BYTES);
    for (let at = 0; ; at += READ_BYTES) {
      const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, at);
      if (bytesRead === 0) return extents;
      for (const extent of nonZeroRuns(buffer.subarray(0, bytesRead)))
        extents.push({ ...extent, offsetBytes: at + extent.offsetBytes });
    }
  } finally {
    await handle.close();
  }
}

function nonZeroRuns(bytes: Buffer): Extent[] {
  const zero = Buffer.alloc(BLOCK_BYTES);
  const runs: { start: number; end: number }[] = [];
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
    const end = Math.min(start + BLOCK_BYTES, bytes.length);
    if (zero.compare(bytes, start, end, 0, end - start) === 0) continue;
    const last = runs.at(-1);
    if (last?.end === start) last.end = end;
    else runs.push({ start, end });
  }
  return runs.map(({ start, end }) => ({ offsetBytes: start, bytes: Buffer.from(bytes.subarray(start, end)) }));
}

async function makeTemplate(sizeBytes: number, directory: string): Promise<void> {
  const disk = path.join(directory, 'disk.ext4');
  const extended = `hash_seed=${FIXED_UUID},root_owner=0:0,lazy_itable_init=0,lazy_journal_init=0,nodiscard`;
  const args = ['-q', '-F', '-t', 'ext4', '-b', String(BLOCK_BYTES), '-m', '0', '-E', extended, '-U', FIXED_UUID, '-L', 'disk'];
  await runE2fs('mke2fs', [...args, disk, `${String(Math.floor(sizeBytes / 1024))}k`]);
  const extents = await readExtents(disk);
  await rm(disk);
  await writeFile(path.join(directory, 'blocks'), Buffer.concat(extents.map(({ bytes }) => bytes)));
  const offsets = extents.map(({ offsetBytes, bytes }) => [offsetBytes, bytes.length]);
  await writeFile(path.join(directory, 'layout.json'), JSON.stringify({ sizeBytes, extents: offsets }));
}

async function loadTemplate(folder: string): Promise<WritableTemplate> {
  const { sizeBytes, extents } = layout.parse(JSON.parse(await readFile(path.join(folder, 'layout.json'), 'utf8')));
  const blocks = await readFile(path.join(folder, 'blocks'));
  let at = 0;
  const load = ([offsetBytes, length]: [number, number]): Extent => {
    const bytes = blocks.subarray(at, at + length);
    at += length;
    return { offsetBytes, bytes };
  };
  return { sizeBytes, extents: extents.map(load) };
}
