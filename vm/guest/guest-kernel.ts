/** The guest's kernel, ready to boot: found, unpacked, and taken out of its compression. Everything lies in the cache. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached, cacheKey, exists } from '../../runtimes/cache.js';
import { nativeProgram } from '../../runtimes/native.js';
import { cachedInitramfs } from './initramfs.js';
import { type KernelFiles, ownKernel } from './kernel-files.js';
import { packagedKernel } from './kernel-package.js';
import { resolveModules } from './modules.js';
import { extractVmlinux } from './vmlinux.js';

/** How virtio devices are found; decides which driver is loaded. */
export type VirtioTransport = 'mmio' | 'pci';

export interface GuestKernel {
  readonly release: string;
  /** Package and version, or the user's file. */
  readonly origin: string;
  /** `sha256:` + hex digits over the kernel image as it was found. */
  readonly digest: string;
  /** The image as it was found. */
  readonly image: string;
  /** Uncompressed ELF kernel with a PVH entry; absent where there is none to be had. */
  readonly vmlinux?: string;
  readonly modules: string;
}

const MODULES = ['virtio_blk', 'virtio_console', 'ext4', 'overlay'];
const TRANSPORT_MODULES = { mmio: 'virtio_mmio', pci: 'virtio_pci' } as const;

/**
 * The user's own kernel, or the distribution's.
 * @throws MissingKernelError – with what to do about it
 */
export async function prepareGuestKernel(own?: { readonly image: string; readonly modules: string }): Promise<GuestKernel> {
  const files = own === undefined ? await packagedKernel() : await ownKernel(own.image, own.modules);
  const hash = createHash('sha256')
    .update(await readFile(files.image))
    .digest('hex');
  return { ...describeKernel(files), digest: `sha256:${hash}`, ...(await uncompressed(files, hash)) };
}

/** The initramfs that boots this kernel into the supervisor. @throws MissingKernelError – a needed module is missing */
export async function prepareInitramfs(
  kernel: GuestKernel,
  transports: readonly VirtioTransport[],
  drivers: readonly string[] = [],
): Promise<string> {
  const modules = await resolveModules(kernel.modules, [
    ...transports.map((transport) => TRANSPORT_MODULES[transport]),
    ...MODULES,
    ...drivers,
  ]);
  return cachedInitramfs(await nativeProgram('supervisor'), modules);
}

function describeKernel({ release, origin, image, modules }: KernelFiles): Omit<GuestKernel, 'digest'> {
  return { release, origin, image, modules };
}

async function uncompressed(files: KernelFiles, hash: string): Promise<{ vmlinux?: string }> {
  const folder = await cached('vmlinux', cacheKey(hash), async (directory) => {
    const elf = await extractVmlinux(files.image);
    if (elf !== undefined) await writeFile(path.join(directory, 'vmlinux'), elf);
  });
  const vmlinux = path.join(folder, 'vmlinux');
  return (await exists(vmlinux)) ? { vmlinux } : {};
}
