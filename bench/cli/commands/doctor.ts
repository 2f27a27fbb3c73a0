/** `twinbench doctor`: what this host can do, what is missing, and the command that mends it. */

import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Argv } from 'yargs';
import { colored, plain } from '../../../reports/terminal/paint.js';
import { cacheRoot, openCacheFolder } from '../../../runtimes/cache.js';
import { detectCgroups } from '../../../runtimes/cgroup.js';
import { formatError } from '../../../runtimes/errors.js';
import { builtinImage } from '../../../runtimes/images/builtin.js';
import { EXIT } from '../../contract/errors.js';
import { ENVIRONMENT_IDS, openRuntime } from '../../environments/environments.js';
import { workRoot } from '../../harness/host-session.js';
import { describeSpared, findSpared } from '../../harness/leftovers.js';
import { resolveSettings } from '../../harness/settings.js';
import type { Check, CheckContext } from '../../host/check.js';
import { checkPrerequisites } from '../../host/doctor.js';
import { missingPackages } from '../../host/packages.js';
import { isColored } from '../screen.js';
import { print } from '../stdout.js';

export function options(parser: Argv): Argv {
  return parser
    .usage('$0 doctor [--json]\n\nTries what a run needs on this host and says what is missing. Installs nothing.')
    .option('json', { type: 'boolean', default: false, describe: 'machine-readable' })
    .example('$0 doctor', 'before the first run')
    .epilogue('Exit code: 0 when every environment can run (a VM perhaps emulated), 5 when something is missing.');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const checks = await checkPrerequisites(await context());
  print(args['json'] === true ? `${JSON.stringify(checks, null, 1)}\n` : describe(checks));
  return checks.some((check) => check.status === 'missing') ? EXIT.failed : EXIT.ok;
}

async function context(): Promise<CheckContext> {
  const cgroups = await detectCgroups();
  // Where it cannot be made, the checks of what needs it say why.
  await openCacheFolder('work').catch(() => undefined);
  const kvm = await probeKvm();
  return {
    cacheFolder: cacheRoot(),
    workFolder: workRoot(),
    cgroups: cgroups.site === undefined ? { reason: cgroups.reason } : { layout: cgroups.site.layout },
    spared: describeSpared(await findSpared()),
    ...(kvm === undefined ? {} : { kvm }),
  };
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

const STATUS_COLOURS = { ok: 'green', degraded: 'yellow', missing: 'red' } as const;

function describe(checks: readonly Check[]): string {
  const paint = isColored(process.stdout) ? colored : plain;
  const lines = checks.map((check) => {
    const status = check.status.padEnd(8);
    const shown = paint(STATUS_COLOURS[check.status], status);
    const mend = check.mend === undefined ? '' : `\n${' '.repeat(11)}to mend: ${check.mend}`;
    return `${shown}   ${check.title}: ${check.detail}${mend}`;
  });
  return `${lines.join('\n')}\n\n${verdict(checks)}\n`;
}

function verdict(checks: readonly Check[]): string {
  const missing = checks.filter((check) => check.status === 'missing');
  const blocked = ENVIRONMENT_IDS.filter((id) => missing.some((check) => check.neededFor.some((kind) => kind === id)));
  if (blocked.length > 0)
    return `Cannot run yet: ${blocked.join(', ')}. On a Debian host the first run installs packages that are missing.`;
  return missing.length === 0 ? 'Ready: npm run bench' : 'Ready to measure; some comforts are missing.';
}
