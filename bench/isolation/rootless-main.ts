/** A program of its own: probes the container of whoever runs it, and prints what it found as JSON. See rootless.ts. */
import { probeImage } from '../../runtimes/images/probe-image.js';
import { EXIT } from '../contract/errors.js';
import { ROOTLESS_ENVIRONMENT } from '../contract/isolation.js';
import { openEnvironment } from '../environments/environments.js';
import { openHostSession } from '../harness/host-session.js';
import { resolveSettings } from '../harness/settings.js';
import { formatWithRemedy } from '../host/explain-error.js';
import { lookAtHost, probeEnvironment } from './probe-environment.js';

async function main(): Promise<void> {
  const settings = await resolveSettings({}, { environments: ['container'], workloads: [] });
  await using session = await openHostSession(probeImage);
  const container = await openEnvironment({ id: ROOTLESS_ENVIRONMENT, listed: 'container', settings }, session);
  const probed = await probeEnvironment(session, container, await lookAtHost());
  process.stdout.write(`${JSON.stringify(probed)}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${formatWithRemedy(error)}\n`);
  process.exitCode = EXIT.failed;
}
