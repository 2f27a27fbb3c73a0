/** Makes matrix cases of faults that strike one instance. */
import { constants } from 'node:os';
import type { Fault, FaultEnvironment, Need } from './fault.js';
import { WENT_ON } from './fault.js';
import { type Injury, injure, type Kind, type Patient } from './stage.js';

const FAILED = 5;

interface InstanceFault extends Injury {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly outcome: string;
  readonly needs?: readonly Need[];
}

/** One case for each kind of instance. */
export function instanceFaults(family: string, faults: readonly InstanceFault[]): Fault[] {
  return faults.flatMap(({ name, kinds, outcome, needs, ...injury }) =>
    kinds.map((kind) => ({
      family,
      name,
      environment: kind satisfies FaultEnvironment,
      ...(needs === undefined ? {} : { needs }),
      expected: { outcome, exitCode: outcome === 'completed' ? 0 : FAILED, wentOn: WENT_ON },
      inject: (scope) => injure(scope, kind, injury),
    })),
  );
}

/** Sends a signal to one of the instance's processes as the host numbers it. @throws Error – it is not known */
export function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) throw new Error(`there is no process to send ${name} to`);
  process.kill(pid, constants.signals[name]);
}

/** Strikes when the workload has gone into its window. */
export function inWindow(strike: (patient: Patient) => void | Promise<void>): NonNullable<Injury['hurt']> {
  return async (patient) => {
    await patient.marked('window-start');
    await strike(patient);
  };
}
