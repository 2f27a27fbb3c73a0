/** What a self-test compares: trials as short as they can be, and where a slow-down is injected into them. */
import { DEFAULT_POLICY, type Policy, type PolicyRule } from '../contract/policy.js';
import type { TrialParameters } from '../contract/record.js';
import type { PlanSection } from '../scenarios/plan-section.js';

/** Of one environment. */
export interface Probe {
  readonly id: 'boot' | 'cpu';
  readonly environmentId: string;
  /** The metric that an injection moves. */
  readonly metricId: string;
  readonly scenario: 'boot' | 'single';
  readonly workloadId: string;
}

/** About 2 ms each on a core of 2 GHz. */
const UNITS = 100;
/** Forty operations or so. */
const WINDOW_MS = 100;
const MAX_MIN_PAIRS = 10;
/** In one trial, where a boot takes milliseconds, of which the scheduler takes some: their median is steadier. */
const SHORT_BOOTS = 7;

export function makeBootProbe(environmentId: string): Probe {
  return { id: 'boot', environmentId, metricId: 'boot-time', scenario: 'boot', workloadId: 'known-nothing' };
}

export function makeCpuProbe(environmentId: string): Probe {
  return { id: 'cpu', environmentId, metricId: 'throughput', scenario: 'single', workloadId: 'known-work' };
}

/** Without warm-up, which the pilots were. `effect`: 0 for none, 0.1 for ten percent more time. `bootSeconds`: what a boot takes without it. */
export function makeSection(probe: Probe, effect: number, bootSeconds: number): PlanSection {
  const { environmentId, workloadId, scenario } = probe;
  const cell = (side: 'a' | 'b', parameters: TrialParameters) => ({
    environmentId: `${environmentId}@${side}`,
    workloadId,
    parameters,
  });
  const blocks = [[cell('a', makeParameters(probe, 0, bootSeconds)), cell('b', makeParameters(probe, effect, bootSeconds))]];
  return { scenario, blocks, repetitions: 1, warmupBlocks: 0 };
}

/** In milliseconds that may be parts of one only where the launcher sleeps before it isolates; a guest's boot takes a second. */
function makeParameters({ id, environmentId }: Probe, effect: number, bootSeconds: number): TrialParameters {
  if (id === 'cpu') return { windowMs: WINDOW_MS, 'set-units': Math.round(UNITS * (1 + effect)) };
  const delayMs = bootSeconds * effect * 1000;
  const watched = { watched: false, windowMs: 0, ...(environmentId !== 'vm' && { boots: SHORT_BOOTS }) };
  if (effect === 0) return watched;
  if (environmentId === 'container') return { ...watched, 'delay-isolate': delayMs };
  return { ...watched, [environmentId === 'bare' ? 'delay-launch' : 'delay-vmm']: Math.max(1, Math.round(delayMs)) };
}

/** What blocks: every primary metric when nothing was injected, otherwise the one that must be caught. */
export function makePolicy(probe: Probe, looks: readonly number[], onlyInjected: boolean): Policy {
  const [first = 1] = looks;
  // Both sides are measured by the same path, so that its error, which calibration knows, is in both alike.
  const own: PolicyRule = { match: `${probe.metricId}/*`, gate: 'block', minimumAbsolute: 0 };
  const others: PolicyRule[] = onlyInjected ? [{ match: '*', gate: 'advisory' }] : [];
  // One block may be lost to whatever disturbs it.
  const minPairs = Math.min(first - 1, MAX_MIN_PAIRS);
  return { ...DEFAULT_POLICY, looks: [...looks], defaults: { minPairs }, metrics: [...others, own] };
}
