/** The VM runtime: boots the image's root filesystem in a QEMU guest. */

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { formatError, InstanceError } from '../../runtimes/errors.js';
import type { Image } from '../../runtimes/images/image.js';
import { sharedLibraries } from '../../runtimes/images/libraries.js';
import { startOrRemove } from '../../runtimes/launcher/start.js';
import type { Instance, InstanceSpec, Runtime, RuntimeFacts } from '../../runtimes/runtime.js';
import { imageDisk } from '../disk/image-disk.js';
import { type WritableTemplate, writableTemplate, writeDisk } from '../disk/writable-disk.js';
import type { VmmSpec, WritableDrive } from './arguments.js';
import { describeGuest, type GuestDescription } from './guest-description.js';
import { describeBoot, type GuestSetup, type GuestSetupRequest, setUpGuest } from './guest-setup.js';
import { QemuInstance } from './qemu-instance.js';
import type { VmmPlacement } from './vmm.js';

export interface QemuRuntimeOptions extends GuestSetupRequest {
  /** Recorded in the facts; each instance gets its own `resources.cpus`. */
  readonly vcpus: number;
  /** Size of the fresh disk; sparse on the host. Default 1 GiB. */
  readonly writableDiskBytes?: number;
}

const MIB = 1024 * 1024;
const DEFAULT_DISK_BYTES = 1024 * MIB;
/** Debian's cloud kernel 6.1 boots in 80 MiB and runs a shell there; 72 kill it, 64 panic. Other kernels are larger. */
const MIN_MEMORY_BYTES = 128 * MIB;
interface Prepared {
  readonly setup: GuestSetup;
  readonly template: WritableTemplate;
  readonly description: GuestDescription;
}

export class QemuRuntime implements Runtime {
  readonly kind = 'vm';
  readonly #options: QemuRuntimeOptions;
  readonly #imageDisks = new Map<string, string>();
  #prepared: Promise<Prepared> | undefined;
  /** Known once the image was prepared. */
  #diskCache: 'none' | 'writeback' | undefined;

  constructor(options: QemuRuntimeOptions) {
    this.#options = options;
  }

  async prepare(image: Image): Promise<void> {
    const disk = await imageDisk(image);
    this.#imageDisks.set(image.digest, disk);
    // Instances' disks lie on the same filesystem; each is asked again when it is made.
    this.#diskCache ??= chooseCacheMode(await allowsDirectIo(disk));
    this.#prepared ??= this.#prepareOnce();
    await this.#prepared;
  }

  async facts(): Promise<RuntimeFacts> {
    const { setup, description } = await this.#require();
    const { qemu, machine, choice, kernel, cmdline } = setup;
    const { release, mitigations } = description;
    return {
      id: 'qemu',
      version: qemu.version,
      vm: {
        machine: machine.id,
        accelerator: choice.accelerator,
        acceleratorReason: choice.reason,
        cpuModel: choice.cpuModel,
        vcpus: this.#options.vcpus,
        kernel: { release, mitigations, digest: kernel.digest, origin: kernel.origin },
        cmdline,
        flavour: 'minimal',
        freePageReporting: setup.freePageReporting,
        ...(this.#diskCache === undefined ? {} : { diskCache: this.#diskCache }),
      },
    };
  }

  async files(image: Image): Promise<string[]> {
    const { setup } = await this.#require();
    const boot = describeBoot(setup);
    const libraries = await sharedLibraries(setup.qemu.path);
    const disk = this.#imageDisks.get(image.digest);
    const programs = [setup.launcher, setup.qemu.path, ...libraries.map((library) => library.path)];
    return [...programs, boot.kernel, boot.initramfs, ...(disk === undefined ? [] : [disk])];
  }

  /** @throws InstanceError – cgroup and folder of the instance are removed then, as after `stop` */
  async start(spec: InstanceSpec): Promise<Instance> {
    return startOrRemove(spec, () => this.#launch(spec));
  }

  async #launch(spec: InstanceSpec): Promise<Instance> {
    const prepared = await this.#require();
    requireMemory(spec.resources.memoryBytes);
    const disk = await this.#freshDisk(prepared, spec.directory);
    const { launcher, qemu } = prepared.setup;
    return new QemuInstance(spec, this.#vmmSpec(prepared, spec, disk), { launcher, qemu: qemu.path, ...makePlacement(spec) });
  }

  #vmmSpec({ setup }: Prepared, spec: InstanceSpec, writable: WritableDrive): VmmSpec {
    const image = this.#imageDisks.get(spec.image.digest);
    if (image === undefined) throw new InstanceError('launch-failed', `prepare() was not called for image ${spec.image.digest}`);
    const { cpus, memoryBytes } = spec.resources;
    return { id: spec.id, ...describeBoot(setup), vcpus: cpus, memoryBytes, disks: { image, writable } };
  }

  async #freshDisk({ template }: Prepared, directory: string): Promise<WritableDrive> {
    const file = path.join(directory, 'disk.raw');
    try {
      await writeDisk(template, file);
      const directIo = await allowsDirectIo(file);
      this.#diskCache = chooseCacheMode(directIo);
      return { path: file, directIo };
    } catch (error) {
      throw new InstanceError('launch-failed', `The VM's disk could not be made: ${formatError(error)}`, {
        step: 'disk',
        object: file,
      });
    }
  }

  #require(): Promise<Prepared> {
    if (this.#prepared === undefined) throw new InstanceError('launch-failed', 'prepare() must come before start() and facts()');
    return this.#prepared;
  }

  async #prepareOnce(): Promise<Prepared> {
    const setup = await setUpGuest(this.#options);
    const template = await writableTemplate(this.#options.writableDiskBytes ?? DEFAULT_DISK_BYTES);
    return { setup, template, description: await describeGuest(setup) };
  }
}

/** @throws InstanceError – less than any guest boots with */
export function requireMemory(memoryBytes: number): void {
  if (memoryBytes >= MIN_MEMORY_BYTES) return;
  const mib = (bytes: number) => `${String(Math.floor(bytes / MIB))} MiB`;
  const message = `${mib(memoryBytes)} of memory are too little for a VM; it needs at least ${mib(MIN_MEMORY_BYTES)} (--memory)`;
  throw new InstanceError('launch-failed', message, { step: 'memory' });
}

function makePlacement(spec: InstanceSpec): Omit<VmmPlacement, 'launcher' | 'qemu'> {
  const { cgroup, resources, delaysMs } = spec;
  return {
    ...(cgroup?.unifiedPath === undefined ? {} : { unifiedCgroup: cgroup.unifiedPath }),
    ...(cgroup === undefined ? {} : { legacyCgroups: Object.values(cgroup.legacyPaths) }),
    ...(resources.cpuset === undefined ? {} : { cpuset: resources.cpuset }),
    ...(delaysMs === undefined ? {} : { delaysMs: pickDelays(delaysMs) }),
  };
}

function pickDelays({ launch, vmm }: NonNullable<InstanceSpec['delaysMs']>): NonNullable<VmmPlacement['delaysMs']> {
  return { ...(launch === undefined ? {} : { launch }), ...(vmm === undefined ? {} : { vmm }) };
}

function chooseCacheMode(directIo: boolean): 'none' | 'writeback' {
  return directIo ? 'none' : 'writeback';
}

/** Opening says whether the filesystem can bypass the page cache; memory-backed ones cannot. */
async function allowsDirectIo(file: string): Promise<boolean> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_DIRECT);
    await handle.close();
    return true;
  } catch {
    return false;
  }
}
