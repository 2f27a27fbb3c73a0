/** Says in words why a virtual machine ended: from the launcher's report, QEMU's own message and the guest's console. */

import { InstanceError } from '../../runtimes/errors.js';
import { printable } from '../../runtimes/printable.js';
import type { VmmEnd } from './vmm.js';

/** What the guest was doing; a boot goes through all of them in this order. */
export type VmStep = 'vmm' | 'kernel' | 'init' | 'workload';

export interface LastWords {
  readonly step: VmStep;
  readonly console: string;
  readonly stderr: string;
}

const STEP_TEXT: Readonly<Record<VmStep, string>> = {
  vmm: 'before QEMU ran the guest',
  kernel: 'before the guest kernel started its init',
  init: 'before the supervisor was ready',
  workload: 'while the workload ran',
};

/** The failure for a QEMU that ended without being asked to. */
export function explainEnd(end: VmmEnd, last: LastWords): InstanceError {
  const detail = { step: last.step, console: last.console };
  if (end.error !== undefined) {
    const { step, object, errno, message } = end.error;
    return new InstanceError('launch-failed', `The launcher failed: ${step} ${object}: ${errno} (${message})`, {
      step,
      object,
      errno,
    });
  }
  const panic = panicLine(last.console);
  const when = STEP_TEXT[last.step];
  const code = last.step === 'workload' ? 'instance-lost' : 'vmm-failed';
  if (panic !== undefined) return new InstanceError(code, `The guest kernel panicked ${when}: ${panic}`, detail);
  return new InstanceError(code, `QEMU ended ${when}: ${endText(end)}${said(last)}`, detail);
}

/** The failure for a boot that took too long. */
export function explainTimeout(deadlineMs: number, last: LastWords): InstanceError {
  const message = `The VM did not boot within ${String(deadlineMs)} ms: it hung ${STEP_TEXT[last.step]}${said(last)}`;
  return new InstanceError('boot-timed-out', message, { step: last.step, console: last.console });
}

/** The failure for a guest that QEMU stopped by itself. */
export function explainPause(last: LastWords): InstanceError {
  const code = last.step === 'workload' ? 'instance-lost' : 'vmm-failed';
  const message = `QEMU stopped the guest ${STEP_TEXT[last.step]}${said(last)}`;
  return new InstanceError(code, message, { step: last.step, console: last.console });
}

/** What the kernel says when it gives up; the line after `Kernel panic`. */
export function panicLine(console: string): string | undefined {
  const line = /Kernel panic - not syncing: ?([^\r\n]*)/.exec(console)?.[1];
  return line === undefined ? undefined : quoted(line);
}

function endText({ exit }: VmmEnd): string {
  if (exit === undefined) return 'its launcher was killed';
  return exit.kind === 'exited' ? `exit code ${String(exit.code)}` : `killed by signal ${String(exit.code)}`;
}

/** How our init begins what it says on the console when it gives up; the kernel may go on speaking after it. */
const INIT_SAYS = 'twinbench-supervisor: ';

/** QEMU's first message, else what our init gave up with, else the console's last line. */
function said({ stderr, console }: LastWords): string {
  const fromQemu = stderr.split('\n').find((line) => line.trim() !== '');
  if (fromQemu !== undefined) return `; QEMU says: ${quoted(fromQemu)}`;
  const lines = console.split(/[\r\n]+/);
  const fromInit = lines.findLast((line) => line.includes(INIT_SAYS));
  if (fromInit !== undefined)
    return `; the guest's init says: ${quoted(fromInit.slice(fromInit.indexOf(INIT_SAYS) + INIT_SAYS.length))}`;
  const fromGuest = lines.findLast((line) => line.trim() !== '');
  return fromGuest === undefined ? '; the console is empty' : `; the console's last line: ${quoted(fromGuest)}`;
}

function quoted(line: string): string {
  return printable(line.trim(), 300);
}
