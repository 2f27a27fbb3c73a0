/** What the doctor tries on this host. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { cacheRoot, openCacheFolder } from '../../runtimes/cache.js';
import { detectCgroups } from '../../runtimes/cgroup.js';
import { formatError } from '../../runtimes/errors.js';
import { builtinImage } from '../../runtimes/images/builtin.js';
import { ENVIRONMENT_IDS, openRuntime } from '../environments/environments.js';
import { findWorkRoot } from '../harness/host-session.js';
import { describeSpared, findSpared } from '../harness/leftovers.js';
import { resolveSettings } from '../harness/settings.js';
import type { Check, CheckContext } from '../host/check.js';
import { checkPrerequisites } from '../host/doctor.js';
import { missingPackages } from '../host/packages.js';

export async function checkHost(): Promise<Check[]> {
  const cgroups = await detectCgroups();
  // Where it cannot be made, the checks of what needs it say why.
  await openCacheFolder('work').catch(() => undefined);
  const kvm = await probeKvm();
  return checkPrerequisites({
    cacheFolder: cacheRoot(),
    workFolder: findWorkRoot(),
    cgroups: cgroups.site === undefined ? { reason: cgroups.reason } : { layout: cgroups.site.layout },
    spared: describeSpared(await findSpared()),
    ...(kvm === undefined ? {} : { kvm }),
  });
}

/** Boots a test guest, which needs what a first run installs and fetches; absent before. */
async function probeKvm(): Promise<CheckContext['kvm']> {
  if (missingPackages().length > 0 || !existsSync(path.join(cacheRoot(), 'kernel'))) return undefined;
  try {
    const runtime = openRuntime('vm', await resolveSettings({}, { environments: ENVIRONMENT_IDS, workloads: [] }));
    await runtime.prepare(await builtinImage());
    const { vm } = await runtime.facts();
    return { usable: vm?.['accelerator'] === 'kvm', reason: String(vm?.['acceleratorReason']) };
  } catch (error) {
    return { usable: false, reason: formatError(error) };
  }
}

/** Environments that cannot run before what is missing is there. */
export function listBlocked(checks: readonly Check[]): string[] {
  const missing = checks.filter(({ status }) => status === 'missing');
  return ENVIRONMENT_IDS.filter((id) => missing.some(({ neededFor }) => neededFor.some((kind) => kind === id)));
}
