/** What the guest's kernel says of itself, from one boot outside every measurement; kept in the cache. */

import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { cacheFolder, cacheKey, exists, makeFolders, openCacheFolder, placeInCache } from '../../runtimes/cache.js';
import { within } from '../../runtimes/deferred.js';
import { InstanceError } from '../../runtimes/errors.js';
import { ownerName, thisProcess } from '../../runtimes/owner.js';
import { SupervisorChannel } from '../../runtimes/supervisor/channel.js';
import { makeImageDisk } from '../disk/image-disk.js';
import { writableTemplate, writeDisk } from '../disk/writable-disk.js';
import { readJson, writeJson } from '../guest/json-file.js';
import { describeBoot, type GuestSetup } from './guest-setup.js';
import { Vmm } from './vmm.js';
import { explainEnd, explainTimeout } from './vmm-failure.js';

const BOOT_DEADLINE_MS = 60_000;
const ANSWER_TIMEOUT_MS = 10_000;
const MEMORY_BYTES = 256 * 1024 * 1024;
const DISK_BYTES = 64 * 1024 * 1024;
const VULNERABILITY = 'vulnerability.';

const guestDescription = z.object({
  /** Kernel release, as `uname -r` in the guest. */
  release: z.string(),
  /** File name in the guest's /sys/devices/system/cpu/vulnerabilities → its text. */
  mitigations: z.record(z.string(), z.string()),
});

export type GuestDescription = z.infer<typeof guestDescription>;

/** @throws InstanceError – the guest did not boot */
export async function describeGuest(guest: GuestSetup): Promise<GuestDescription> {
  const { qemu, machine, kernel, initramfs, choice, cmdline } = guest;
  const booted = [machine.id, kernel.digest, placeInCache(initramfs), cmdline];
  const key = cacheKey(qemu.version, choice.accelerator, choice.cpuModel, ...booted);
  const file = path.join(cacheFolder('guest-description'), `${key}.json`);
  const known = await readJson(file, guestDescription);
  if (known !== undefined) return known;
  const description = await bootAndAsk(guest);
  await writeJson(file, description);
  return description;
}

async function bootAndAsk(guest: GuestSetup): Promise<GuestDescription> {
  // Below the folder that carries this process's identity, so that what a killed process leaves is swept.
  const own = path.join(await openCacheFolder('work'), ownerName(thisProcess()));
  const isOfInstances = await exists(own);
  await makeFolders(own);
  const directory = await mkdtemp(path.join(own, 'describe-'));
  try {
    return await askIn(directory, guest);
  } finally {
    await rm(directory, { recursive: true, force: true });
    // One that was there before is where this process's instances will be, and may still be empty.
    if (!isOfInstances) await rmdir(own).catch(() => undefined);
  }
}

async function askIn(directory: string, guest: GuestSetup): Promise<GuestDescription> {
  const root = path.join(directory, 'root');
  const image = path.join(directory, 'image.ext4');
  const disk = path.join(directory, 'disk.raw');
  await mkdir(root);
  await makeImageDisk(root, image);
  await writeDisk(await writableTemplate(DISK_BYTES), disk);
  const disks = { image, writable: { path: disk, directIo: false } };
  const spec = { id: 'describe', ...describeBoot(guest), vcpus: 1, memoryBytes: MEMORY_BYTES, disks };
  const vmm = new Vmm(spec, { launcher: guest.launcher, qemu: guest.qemu.path }, {});
  try {
    return await ask(vmm);
  } finally {
    vmm.kill();
    await vmm.ended;
    vmm.close();
  }
}

async function ask(vmm: Vmm): Promise<GuestDescription> {
  const ignore = () => undefined;
  const channel = new SupervisorChannel(vmm.control, { onStdout: ignore, onStderr: ignore, onMark: ignore });
  const lost = vmm.resume(BOOT_DEADLINE_MS).then(
    () => failure(vmm),
    () => failure(vmm),
  );
  // QEMU's end says more than that of its stream.
  await Promise.race([channel.hello.catch(() => lost), lost]);
  const answer = await channel.requestDescription(ANSWER_TIMEOUT_MS);
  if (answer?.['release'] === undefined) throw new InstanceError('vmm-failed', 'The guest did not say which kernel it runs');
  const entries = Object.entries(answer).filter(([key]) => key.startsWith(VULNERABILITY));
  const mitigations = Object.fromEntries(entries.map(([key, text]) => [key.slice(VULNERABILITY.length), text]));
  return { release: answer['release'], mitigations };
}

/** Rejects when the guest ends or is late; a guest that says hello first makes nobody wait for it. */
async function failure(vmm: Vmm): Promise<never> {
  const end = await within(vmm.ended, BOOT_DEADLINE_MS);
  const last = { step: 'init' as const, console: vmm.consoleTail, stderr: vmm.stderrTail };
  throw end === undefined ? explainTimeout(BOOT_DEADLINE_MS, last) : explainEnd(end, last);
}
