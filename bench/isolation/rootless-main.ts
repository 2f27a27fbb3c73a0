/** A program of its own: probes the container of whoever runs it, and prints what it found as JSON. See rootless.ts. */
import { probeImage } from '../../runtimes/images/probe-image.js';
import { EXIT } from '../contract/errors.js';
import { ROOTLESS_ENVIRONMENT } from '../contract/isolation.js';
import { openEnvironments } from '../environments/environments.js';
import { openHostSession } from '../harness/host-session.js';
import { resolveSettings } from '../harness/settings.js';
import { formatWithRemedy } from '../host/explain-error.js';
import { lookAtHost, probeEnvironment } from './probe-environment.js';

async function main(): Promise<void> {
  const settings = await resolveSettings({}, { environments: ['container'], workloads: [] });
  await using workshop = await openHostSession(probeImage);
  const [container] = await openEnvironments(['container'], settings, workshop);
  if (container === undefined) return;
  const probed = await probeEnvironment(workshop, { ...container, id: ROOTLESS_ENVIRONMENT }, await lookAtHost());
  process.stdout.write(`${JSON.stringify(probed)}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${formatWithRemedy(error)}\n`);
  process.exitCode = EXIT.failed;
}
