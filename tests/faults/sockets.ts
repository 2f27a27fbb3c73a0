/** QEMU's sockets are shut while QEMU lives on. */
import { execFileSync } from 'node:child_process';
import { existsSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../runtimes/native.js';
import { CHANNEL_FDS } from '../../vm/qemu/arguments.js';
import { type Fault, until } from './fault.js';
import { instanceFaults, inWindow } from './instance-fault.js';
import { type Patient, soundLine, stageFolder } from './stage.js';

type Channel = keyof typeof CHANNEL_FDS;
const SOURCE = path.join(projectRoot, 'tests', 'faults', 'fixtures', 'shut-socket.c');
let program: string | undefined;

function shut({ instance }: Patient, channel: Channel): void {
  if (program === undefined) {
    program = path.join(stageFolder('shut'), 'shut-socket');
    execFileSync('cc', ['-o', program, SOURCE]);
  }
  execFileSync(program, [String(instance.subjects.vmmPid), String(CHANNEL_FDS[channel])]);
}

/** Before the launcher has become QEMU its descriptors have other numbers. */
async function shutEarly(patient: Patient): Promise<void> {
  const { subjects } = patient.instance;
  const isQemu = (): boolean => {
    const exe = `/proc/${String(subjects.vmmPid)}/exe`;
    return subjects.vmmPid !== undefined && existsSync(exe) && readlinkSync(exe).includes('qemu');
  };
  await until('QEMU', isQemu);
  shut(patient, 'qmp');
}

const argv = ['sh', '-c', soundLine('hurt', 'sleep 2')] as const;

export const SOCKET_FAULTS: readonly Fault[] = instanceFaults('sockets', [
  {
    name: 'QMP socket is gone before the guest runs',
    kinds: ['vm'],
    needs: ['root'],
    hurt: shutEarly,
    outcome: 'failed: vmm-failed',
  },
  {
    name: 'QMP socket is gone in the window',
    kinds: ['vm'],
    needs: ['root'],
    argv,
    hurt: inWindow((patient) => shut(patient, 'qmp')),
    outcome: 'completed',
  },
  {
    name: "supervisor's socket is gone in the window",
    kinds: ['vm'],
    needs: ['root'],
    argv,
    hurt: inWindow((patient) => shut(patient, 'control')),
    outcome: 'failed: instance-lost',
  },
  {
    name: "console's socket is gone in the window",
    kinds: ['vm'],
    needs: ['root'],
    argv,
    hurt: inWindow((patient) => shut(patient, 'console')),
    outcome: 'completed',
  },
]);
