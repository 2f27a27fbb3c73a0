/** Where a guest's kernel comes from, as files; from the distribution's package or from the user. */

import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ExpectedError, formatError } from '../../runtimes/errors.js';

export interface KernelFiles {
  /** A bzImage or an uncompressed ELF kernel. */
  readonly image: string;
  /** Folder that holds `modules.builtin` and the modules, as /lib/modules/RELEASE does. */
  readonly modules: string;
  readonly release: string;
  /** Package and version, or the user's file. */
  readonly origin: string;
}

/** No kernel for the guest; the message says what to do. */
export class MissingKernelError extends ExpectedError {
  constructor(what: string, detail: string) {
    super(`No kernel for the guest: ${what} (${detail}). A kernel of your own can be named with --kernel FILE --modules DIR.`);
  }
}

/** The user's own kernel. @throws MissingKernelError – a file that cannot be read or is not what it should be */
export async function ownKernel(image: string, modules: string): Promise<KernelFiles> {
  await requireReadable(image);
  const builtin = await stat(path.join(modules, 'modules.builtin')).catch(() => undefined);
  if (builtin === undefined) throw new MissingKernelError('the folder of modules has no modules.builtin', modules);
  return { image, modules, release: path.basename(path.resolve(modules)), origin: image };
}

async function requireReadable(image: string): Promise<void> {
  try {
    await readFile(image, { flag: 'r' });
  } catch (error) {
    const reason = formatError(error);
    throw new MissingKernelError('the kernel cannot be read', reason);
  }
}
