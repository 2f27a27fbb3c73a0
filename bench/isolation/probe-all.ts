/** Probes every environment that was asked for; one that cannot be probed says why and leaves the others alone. */
import { probeImage } from '../../runtimes/images/probe-image.js';
import { type Isolation, type ProbedEnvironment, ROOTLESS_ENVIRONMENT } from '../contract/isolation.js';
import { openEnvironment } from '../environments/environments.js';
import { digestMeasuringCode } from '../findings/measuring-code.js';
import { type HostSession, openHostSession } from '../harness/host-session.js';
import type { OpenEnvironment } from '../harness/instance-spec.js';
import type { Interruption } from '../harness/interruption.js';
import type { Settings } from '../harness/settings.js';
import { kvmDevice } from '../host/check-kernel.js';
import { formatWithRemedy } from '../host/explain-error.js';
import { collectHost } from '../host/host.js';
import { tryPanic } from './panic.js';
import { lookAtHost, probeEnvironment } from './probe-environment.js';
import type { Answers } from './probes/answers.js';
import { factDefinitions } from './probes/index.js';
import { probeRootless } from './rootless.js';

export interface ProbeRequest {
  /** `environments` may name the rootless container besides those that can be measured. */
  readonly settings: Settings;
  readonly withPanic: boolean;
  readonly interruption: Interruption;
  readonly say: (text: string) => void;
}

/** All but what the environments answered. */
type Frame = Pick<Isolation, 'schemaVersion' | 'probedAt' | 'fingerprint' | 'accelerator' | 'host' | 'facts'>;
type NotProbed = Isolation['notProbed'][number];

interface Results {
  readonly probed: ProbedEnvironment[];
  readonly notProbed: NotProbed[];
}

/** @throws InterruptedError – between two environments */
export async function probeAll(request: ProbeRequest): Promise<Isolation> {
  const { settings, interruption, say } = request;
  const measuredBy = await digestMeasuringCode();
  await using session = await openHostSession(probeImage);
  const host = await lookAtHost();
  const results: Results = { probed: [], notProbed: [] };
  const opened: OpenEnvironment[] = [];
  for (const id of settings.environments) {
    interruption.throwIfInterrupted();
    say(`probing ${id}`);
    await attempt(results.notProbed, id, async () => {
      results.probed.push(await probeOne(id, request, session, host, opened));
    });
  }
  const panic = await probePanic(request, session, opened, host, results.notProbed);
  return {
    ...(await describeFrame(session, host, opened)),
    measuredBy,
    environments: results.probed,
    notProbed: results.notProbed,
    ...(panic && { panic }),
  };
}

async function attempt(notProbed: NotProbed[], environmentId: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    notProbed.push({ environmentId, because: formatWithRemedy(error) });
  }
}

async function probeOne(
  id: string,
  { settings }: ProbeRequest,
  session: HostSession,
  host: Answers,
  opened: OpenEnvironment[],
): Promise<ProbedEnvironment> {
  const isRoot = process.getuid?.() === 0;
  if (id === ROOTLESS_ENVIRONMENT && isRoot) return probeRootless();
  const listed = id === ROOTLESS_ENVIRONMENT ? 'container' : id;
  const open = await openEnvironment({ id, listed, settings }, session);
  opened.push(open);
  return probeEnvironment(session, open, host);
}

/** Needs a VM that could be probed. */
async function probePanic(
  { withPanic, say, interruption }: ProbeRequest,
  session: HostSession,
  opened: readonly OpenEnvironment[],
  host: Answers,
  notProbed: NotProbed[],
): Promise<Isolation['panic']> {
  const vm = opened.find(({ runtime }) => runtime.kind === 'vm');
  if (!withPanic || vm === undefined || notProbed.some(({ environmentId }) => environmentId === vm.id)) return undefined;
  interruption.throwIfInterrupted();
  say("making a guest's kernel panic beside another guest and the other environments");
  let panic: Isolation['panic'];
  await attempt(notProbed, `${vm.id} (panic)`, async () => {
    panic = await tryPanic(
      session,
      vm,
      opened.filter(({ runtime }) => runtime.kind !== 'vm'),
      host,
    );
  });
  return panic;
}

async function describeFrame(session: HostSession, host: Answers, opened: readonly OpenEnvironment[]): Promise<Frame> {
  const { fingerprint } = await collectHost({
    cgroupLayout: session.cgroups.layout,
    workFolder: session.workFolder,
    kvm: { present: kvmDevice().present, usable: false, reason: 'not asked' },
  });
  const vmFacts = await Promise.all(opened.map(async ({ runtime }) => (await runtime.facts()).vm?.['accelerator']));
  const accelerator = vmFacts.find((value) => value === 'kvm' || value === 'tcg');
  return {
    schemaVersion: 1,
    probedAt: new Date().toISOString(),
    fingerprint,
    host: { kernelRelease: host.text('kernel-release') ?? '' },
    facts: factDefinitions(),
    ...(accelerator === undefined ? {} : { accelerator }),
  };
}
