/** What only a virtual machine can show: its kernel is made to panic, and the host and the instances beside it carry on. */

import { HostError } from '../contract/errors.js';
import type { PanicTrial } from '../contract/isolation.js';
import type { HostSession } from '../harness/host-session.js';
import type { OpenEnvironment } from '../harness/instance-spec.js';
import { formatWithRemedy } from '../host/explain-error.js';
import { ProbeInstance } from './instance.js';
import { lookAtHost } from './probe-environment.js';
import type { Answers } from './probes/answers.js';

const MAX_REPORT_LENGTH = 500;
/** Enough for a guest that runs one small program. */
const GUEST_BYTES = 256 * 1024 * 1024;

interface Witness {
  readonly id: string;
  readonly environmentId: string;
  readonly probe: ProbeInstance;
}

/**
 * Never starts the panic in anything but a VM; the program inside makes sure once more that its kernel is not the host's.
 * @throws InstanceError, HostError – an instance could not be started, or did not answer before the panic
 */
export async function tryPanic(
  session: HostSession,
  vm: OpenEnvironment,
  beside: readonly OpenEnvironment[],
  host: Answers,
): Promise<PanicTrial> {
  const hostBootId = host.text('boot-id');
  if (vm.runtime.kind !== 'vm') throw new HostError(`${vm.id} is not a virtual machine: its kernel is the host's`);
  if (hostBootId === undefined)
    throw new HostError('the host does not report its boot id, without which no kernel is made to panic');
  const small = { ...vm, resources: { ...vm.resources, memoryBytes: GUEST_BYTES } };
  const witnesses: Witness[] = [];
  try {
    for (const [index, open] of [small, ...beside].entries()) witnesses.push(await startWitness(session, open, index + 1));
    const end = await panic(session, small, hostBootId);
    const others = await Promise.all(witnesses.map(askAgain));
    const hostKernelUnchanged = (await lookAtHost()).text('boot-id') === hostBootId;
    return { environmentId: vm.id, ...end, hostKernelUnchanged, others };
  } finally {
    await Promise.all(witnesses.map(({ probe }) => probe.instance.stop()));
  }
}

async function startWitness(session: HostSession, open: OpenEnvironment, number: number): Promise<Witness> {
  const id = `witness-${String(number)}`;
  const probe = await ProbeInstance.start(session, open, id, ['answer']);
  if (await probe.answers()) return { id, environmentId: open.id, probe };
  await probe.instance.stop();
  throw new HostError(`${open.id}: the instance beside the guest that is to panic did not answer`);
}

async function askAgain({ id, environmentId, probe }: Witness): Promise<PanicTrial['others'][number]> {
  return { id, environmentId, answered: await probe.answers() };
}

async function panic(
  session: HostSession,
  vm: OpenEnvironment,
  hostBootId: string,
): Promise<Pick<PanicTrial, 'reported' | 'endedAfterSeconds'>> {
  const probe = await ProbeInstance.start(session, vm, 'panic', ['panic', hostBootId]);
  try {
    await probe.instance.ready;
    const startMs = performance.now();
    return await probe.ended().then(
      () => ({ reported: `the guest kept running: ${probe.stderr}`.slice(0, MAX_REPORT_LENGTH) }),
      (error: unknown) => ({
        reported: formatWithRemedy(error).slice(0, MAX_REPORT_LENGTH),
        endedAfterSeconds: (performance.now() - startMs) / 1000,
      }),
    );
  } finally {
    await probe.instance.stop();
  }
}
