/** The guest's kernel gives up, or says nothing any more. */
import { until } from './fault.js';
import { instanceFaults, inWindow, signal } from './instance-fault.js';
import { readParent } from './processes.js';
import { soundLine } from './stage.js';

const BOOT = { deadlines: { bootMs: 4_000, stopMs: 15_000 } };
const LONG = ['sh', '-c', soundLine('hurt', 'sleep 1000')] as const;

export const GUEST_FAULTS = instanceFaults('guest', [
  {
    name: 'guest kernel panics',
    kinds: ['vm'],
    argv: ['sh', '-c', soundLine('hurt', 'echo c >/proc/sysrq-trigger; sleep 1000')],
    outcome: 'failed: instance-lost',
    check: ({ outcome }) => {
      if (!('message' in outcome) || !String(outcome.message).includes('kernel panicked while the workload ran'))
        throw new Error(JSON.stringify(outcome));
    },
  },
  {
    name: 'guest hangs before its first mark',
    kinds: ['vm'],
    spec: BOOT,
    hurt: async ({ instance, marked }) => {
      await marked('guest-resumed');
      signal(instance.subjects.vmmPid, 'SIGSTOP');
    },
    outcome: 'timed-out: kernel',
  },
  {
    name: 'guest never gets ready',
    kinds: ['vm'],
    spec: { deadlines: { bootMs: 20_000, stopMs: 15_000 }, delaysMs: { init: 600_000 } },
    outcome: 'timed-out: init',
  },
  {
    name: 'guest freezes in the window',
    kinds: ['vm'],
    argv: LONG,
    workloadDeadlineMs: 3_000,
    hurt: inWindow(({ instance }) => signal(instance.subjects.vmmPid, 'SIGSTOP')),
    outcome: 'timed-out: workload',
  },
  {
    name: 'guest turns itself off',
    kinds: ['vm'],
    argv: ['sh', '-c', soundLine('hurt', 'echo o >/proc/sysrq-trigger; echo b >/proc/sysrq-trigger; sleep 1000')],
    outcome: 'failed: instance-lost',
  },
]);

export const VMM_FAULTS = instanceFaults('vmm', [
  {
    name: 'QEMU is killed while the guest boots',
    kinds: ['vm'],
    hurt: async ({ instance, marked }) => {
      await marked('guest-resumed');
      signal(instance.subjects.vmmPid, 'SIGKILL');
    },
    outcome: 'failed: vmm-failed',
  },
  {
    name: 'QEMU is killed in the window',
    kinds: ['vm'],
    argv: LONG,
    hurt: inWindow(({ instance }) => signal(instance.subjects.vmmPid, 'SIGKILL')),
    outcome: 'failed: instance-lost',
  },
  {
    name: "QEMU's launcher is killed",
    kinds: ['vm'],
    hurt: async ({ instance, marked }) => {
      await until('QEMU', () => instance.subjects.vmmPid !== undefined);
      await marked('guest-resumed');
      signal(readParent(instance.subjects.vmmPid), 'SIGKILL');
    },
    outcome: 'failed: vmm-failed',
  },
]);
