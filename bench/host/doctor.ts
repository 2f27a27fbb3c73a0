/** The doctor: everything that a run needs from this host, each thing tried rather than looked up. */
import type { Check, CheckContext } from './check.js';
import { checkCgroups, checkExecution, checkKvm, checkOverlay, checkUserNamespaces } from './check-kernel.js';
import {
  checkApt,
  checkBusybox,
  checkChromium,
  checkCompiler,
  checkDecompressors,
  checkFlock,
  checkGuestKernel,
  checkMke2fs,
  checkNode,
  checkNpmDependencies,
  checkQemu,
} from './check-programs.js';
import { findFileSystem, freeBytes } from './filesystem.js';

/** Image, guest disk, kernel and one trial's files, twice over (measured: 0.7 GiB). */
const ENOUGH_BYTES = 2 * 1024 ** 3;
const GIB = 1024 ** 3;

/** In the order in which they are shown; about a second in all. */
export async function checkPrerequisites(context: CheckContext): Promise<Check[]> {
  const checks: readonly (Check | Promise<Check>)[] = [
    checkNode(),
    checkNpmDependencies(),
    checkCompiler(),
    checkBusybox(),
    checkFlock(),
    checkQemu(),
    checkKvm(context),
    checkMke2fs(),
    checkDecompressors(),
    checkApt(context),
    checkGuestKernel(context),
    checkUserNamespaces(),
    checkOverlay(context),
    checkCgroups(context),
    checkExecution(context),
    checkDiskSpace(context),
    checkWorkFolder(context),
    checkSpared(context),
    checkChromium(),
  ];
  return Promise.all(checks.map(async (check) => check));
}

function checkDiskSpace({ cacheFolder }: CheckContext): Check {
  const common = { id: 'disk-space', title: 'Disk space', neededFor: [] };
  const bytes = freeBytes(cacheFolder);
  const detail = `${(bytes / GIB).toFixed(1)} GiB free for ${cacheFolder}`;
  if (bytes >= ENOUGH_BYTES) return { ...common, status: 'ok', detail };
  return { ...common, status: 'degraded', detail, mend: 'free 2 GiB there, or name another disk with TWINBENCH_CACHE' };
}

function checkWorkFolder({ workFolder }: CheckContext): Check {
  const common = { id: 'work-folder', title: 'Disk of the instances', neededFor: [] };
  const { type, memoryBacked } = findFileSystem(workFolder);
  if (!memoryBacked) return { ...common, status: 'ok', detail: `${type} at ${workFolder}` };
  const detail = `${workFolder} is ${type}, which is memory: disk workloads are refused`;
  return { ...common, status: 'degraded', detail, mend: 'name a folder on a disk with TWINBENCH_CACHE' };
}

/** It stops no command; but what a killed run in another namespace left would stay for ever if nobody said so. */
function checkSpared({ spared = [] }: CheckContext): Check {
  const common = { id: 'leftovers', title: 'Foreign files in the cache', neededFor: [] };
  if (spared.length === 0) return { ...common, status: 'ok', detail: 'none' };
  const mend = 'run twinbench clean, which says what to do about each; files of other programs may stay';
  return { ...common, status: 'degraded', detail: spared.join('; '), mend };
}
