/** An image: a root filesystem, how to run it, and the digest that names both. */

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ExpectedError } from '../errors.js';

export interface ImageConfig {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface Image {
  /** `sha256:` + 64 hex digits over the canonical manifest of the root filesystem and the configuration. */
  readonly digest: string;
  /** Folder with the unpacked root filesystem; nothing ever writes to it. */
  readonly rootfs: string;
  /** Sum of the regular files' sizes. */
  readonly sizeBytes: number;
  readonly config: ImageConfig;
}

/** Paths of all regular files below a folder; links are not followed. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** A file of an image is not what its manifest says: figures from before and after cannot stand beside each other. */
export class ImageChangedError extends ExpectedError {
  /** Path inside the image. */
  readonly file: string;

  constructor(image: Pick<Image, 'rootfs'>, file: string, difference: string) {
    const entry = path.dirname(image.rootfs);
    super(
      `${image.rootfs}/${file}: ${difference}; the image was changed after it was made. Remove ${entry} to have it made anew.`,
    );
    this.file = file;
  }
}
