/** What stands between the harness and the workload is killed or frozen. */
import { instanceFaults, inWindow, signal } from './instance-fault.js';
import { readParent } from './processes.js';
import { soundLine } from './stage.js';

const LONG = ['sh', '-c', soundLine('hurt', 'sleep 1000')] as const;
const SHORT = ['sh', '-c', soundLine('hurt', 'sleep 0.3')] as const;
/** The end of what is frozen comes by deadlines only. */
const QUICK_STOP = { deadlines: { bootMs: 10_000, stopMs: 2_000 } };
const BOTH = ['bare', 'container'] as const;

export const SUPERVISOR_FAULTS = instanceFaults('supervisor', [
  {
    name: 'supervisor is killed',
    kinds: BOTH,
    argv: LONG,
    hurt: inWindow(({ instance }) => signal(instance.subjects.supervisorPid, 'SIGKILL')),
    outcome: 'failed: instance-lost',
  },
  {
    name: 'supervisor crashes',
    // PID 1 of a namespace takes no such signal.
    kinds: ['bare'],
    argv: LONG,
    hurt: inWindow(({ instance }) => signal(instance.subjects.supervisorPid, 'SIGSEGV')),
    outcome: 'failed: instance-lost',
  },
  {
    name: 'supervisor freezes',
    kinds: BOTH,
    argv: LONG,
    workloadDeadlineMs: 1_000,
    spec: QUICK_STOP,
    hurt: inWindow(({ instance }) => signal(instance.subjects.supervisorPid, 'SIGSTOP')),
    outcome: 'timed-out: workload',
  },
  {
    name: 'launcher is killed in the window',
    kinds: ['container'],
    argv: LONG,
    hurt: inWindow(({ instance }) => signal(readParent(instance.subjects.supervisorPid), 'SIGKILL')),
    outcome: 'failed: instance-lost',
  },
  {
    // Without a PID namespace the supervisor does not need it any more.
    name: 'launcher is killed in the window',
    kinds: ['bare'],
    argv: SHORT,
    hurt: inWindow(({ instance }) => signal(readParent(instance.subjects.supervisorPid), 'SIGKILL')),
    outcome: 'completed',
  },
  {
    name: 'launcher freezes, and is still asked to stop',
    kinds: BOTH,
    argv: SHORT,
    spec: QUICK_STOP,
    hurt: inWindow(({ instance }) => signal(readParent(instance.subjects.supervisorPid), 'SIGSTOP')),
    outcome: 'completed',
  },
  {
    name: 'instance is not ready in time',
    kinds: BOTH,
    spec: { deadlines: { bootMs: 300, stopMs: 2_000 }, delaysMs: { supervise: 60_000 } },
    outcome: 'timed-out: boot',
  },
]);
