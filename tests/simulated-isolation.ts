/** What a probe might have found. Nothing here was probed. */
import type { Isolation, ProbedEnvironment, Reading } from '../bench/contract/isolation.js';
import { ROOTLESS_ENVIRONMENT } from '../bench/contract/isolation.js';
import { factDefinitions } from '../bench/isolation/probes/index.js';

const READINGS: Readonly<Record<string, readonly [reading: Reading, answer: string]>> = {
  bare: ['allowed', 'allowed'],
  container: ['refused', 'EPERM'],
  [ROOTLESS_ENVIRONMENT]: ['refused', 'EPERM'],
  vm: ['own-kernel', 'allowed, by its own kernel'],
};

export function simulatedIsolation(accelerator: 'kvm' | 'tcg'): Isolation {
  return {
    schemaVersion: 1,
    probedAt: '2026-01-14T16:25:00Z',
    fingerprint: 'a1b2c3d4e5f6',
    accelerator,
    host: { kernelRelease: '6.1.0-21-amd64' },
    facts: factDefinitions(),
    environments: Object.keys(READINGS).map(environment),
    notProbed: [{ environmentId: 'vm-balloon', because: 'QEMU ended before the supervisor was ready' }],
    panic: {
      environmentId: 'vm',
      reported: 'The guest kernel panicked while the workload ran: sysrq triggered crash',
      endedAfterSeconds: 0.21,
      hostKernelUnchanged: true,
      others: [
        { id: 'witness-1', environmentId: 'vm', answered: true },
        { id: 'witness-2', environmentId: 'container', answered: true },
      ],
    },
  };
}

function environment(id: string): ProbedEnvironment {
  const [reading, answer] = READINGS[id] ?? ['unknown', 'no answer'];
  const kind = id === 'bare' || id === 'vm' ? id : 'container';
  const kernel: [Reading, string] = id === 'vm' ? ['isolated', '6.1.0-22-cloud-amd64'] : ['shared', '6.1.0-21-amd64'];
  return {
    id,
    kind,
    runtime: { id: kind, version: '1' },
    rootless: id === ROOTLESS_ENVIRONMENT,
    kernelRelease: kernel[1],
    answers: factDefinitions().map((fact) =>
      fact.id === 'kernel-release'
        ? { factId: fact.id, reading: kernel[0], answer: kernel[1] }
        : { factId: fact.id, reading, answer },
    ),
    systemCalls: {
      reached: ['read', 'write'],
      refused: reading === 'refused' ? ['mount'] : [],
      absent: [],
      killed: [],
      skipped: ['exit'],
    },
  };
}
