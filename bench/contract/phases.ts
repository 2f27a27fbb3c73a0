/** The parts of boot time: which two marks bound each phase of an instance's start, by the kind of instance. */
import type { Environment, InstanceRecord, Phase } from './record.js';

type InstanceKind = Environment['kind'];
type Mark = InstanceRecord['marks'][number];

interface Boundary {
  readonly phase: string;
  /** The mark that opens the phase; the next boundary's mark closes it, `ready` closes the last. */
  readonly opens: string;
}

/** Phases of boot time in order, by kind; each is the metric `boot-time.<phase>`. */
export const BOOT_PHASES: Readonly<Record<InstanceKind, readonly Boundary[]>> = {
  bare: [
    { phase: 'launch', opens: 'launcher-start' },
    { phase: 'supervise', opens: 'supervisor-start' },
  ],
  container: [
    { phase: 'launch', opens: 'launcher-start' },
    { phase: 'isolate', opens: 'isolating' },
    { phase: 'supervise', opens: 'supervisor-start' },
  ],
  vm: [
    { phase: 'vmm', opens: 'launcher-start' },
    { phase: 'kernel', opens: 'guest-resumed' },
    { phase: 'init', opens: 'supervisor-start' },
  ],
};

/** First instant with that name, in nanoseconds of the marks' own origin; undefined when it was never signalled. */
export function findInstant(marks: readonly Mark[], name: string): number | undefined {
  return marks.find((mark) => mark.name === name)?.tNs;
}

/**
 * Contiguous phases from launcher-start to ready, ascending; empty when either end was not signalled. A boundary that
 * nothing signalled, or out of order, is not estimated: its phases merge into one named `vmm+kernel`.
 */
export function derivePhases(marks: readonly Mark[], kind: InstanceKind): Phase[] {
  const [first, ...later] = BOOT_PHASES[kind];
  const startNs = first && findInstant(marks, first.opens);
  const readyNs = findInstant(marks, 'ready');
  if (!first || startNs === undefined || readyNs === undefined || readyNs < startNs) return [];
  let current: Phase = { name: first.phase, startNs, endNs: readyNs };
  const phases = [current];
  for (const { phase, opens } of later) {
    const atNs = findInstant(marks, opens);
    if (atNs === undefined || atNs < current.startNs || atNs > readyNs) {
      current.name += `+${phase}`;
    } else {
      current.endNs = atNs;
      current = { name: phase, startNs: atNs, endNs: readyNs };
      phases.push(current);
    }
  }
  return phases;
}
