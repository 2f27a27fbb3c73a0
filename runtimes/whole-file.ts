/** Files that are there whole or not at all, also after a kill: written under another name, flushed, renamed. */
import { open, rename, rm, writeFile } from 'node:fs/promises';

/** In pieces where it may be longer than a string can be. */
export type FileContent = string | Iterable<string>;

/** @param scratch the other name, in the same folder @throws Error of the file system, the old file untouched */
export async function replaceFile(file: string, scratch: string, content: FileContent): Promise<void> {
  try {
    await writeFile(scratch, content, { flush: true });
    await rename(scratch, file);
  } catch (error) {
    await rm(scratch, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** A name in a folder lasts through a power cut only once the folder is flushed, too. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
