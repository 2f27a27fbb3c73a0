/** What a calibration might have found. No figure here was measured. */
import type { Calibration, CalibrationEntry, Unit } from '../bench/contract/calibration.js';

const MIB = 2 ** 20;
const ENVIRONMENTS = ['bare', 'container', 'vm'] as const;

/** True value, tolerance, and the error in each environment as a share of the tolerance. */
const QUANTITIES: readonly (readonly [string, string, string, Unit, number, number, readonly [number, number, number]])[] = [
  ['sleep-50ms', 'Sleep of 50 ms', 'throughput', 'second', 0.05, 0.00125, [0.09, 0.11, 0.31]],
  ['sleep-500ms', 'Sleep of 500 ms', 'throughput', 'second', 0.5, 0.0035, [0.04, 0.05, 0.17]],
  ['boot-delay-20ms', 'Boot delayed by 20 ms', 'boot-time', 'second', 0.02, 0.002, [0.06, 0.08, -0.4]],
  ['boot-delay-200ms', 'Boot delayed by 200 ms', 'boot-time', 'second', 0.2, 0.002, [0.1, 0.12, 0.71]],
  ['memory-192mib', 'Extra 192 MiB touched', 'memory-peak', 'byte', 192 * MIB, 3.84 * MIB, [0.02, 0.03, 0.55]],
  ['cpu-1s', '1.0 CPU-second burnt', 'cpu-time', 'second', 1, 0.02, [0.15, 0.17, 1.42]],
  ['written-64mib', '64 MiB written and fsynced', 'io-written', 'byte', 64 * MIB, 0.64 * MIB, [0.2, 0.2, 0.5]],
];

export function simulatedCalibration(accelerator: 'kvm' | 'tcg'): Calibration {
  return {
    runId: 'simulated-calibration',
    measuredAt: '2026-01-14T16:05:00Z',
    fingerprint: 'a1b2c3d4e5f6',
    accelerator,
    entries: [
      ...QUANTITIES.flatMap((quantity) => ENVIRONMENTS.map((id, index) => makeEntry(quantity, id, quantity[6][index] ?? 0))),
      ...nullWork(),
    ],
    ownCost: [
      ...ENVIRONMENTS.map((id) => ({ ...ownCost(id, 'sampling', 0.0021), samplerCpuRatio: 0.0062 })),
      ownCost('bare', 'supervision', 0.0007),
    ],
    selfComparisons: ENVIRONMENTS.flatMap((environmentId) => [
      selfComparison(environmentId, 'boot-time', undefined, 1.003),
      selfComparison(environmentId, 'throughput', 'cpu-hash', 0.999),
    ]),
  };
}

function ownCost(environmentId: string, what: 'sampling' | 'supervision', estimate: number) {
  const slowdown = { estimate, low: estimate - 0.0064, high: estimate + 0.0067, level: 0.961 };
  return { environmentId, workloadId: 'cpu-hash', what, n: 12, slowdown };
}

function selfComparison(environmentId: string, metricId: string, workloadId: string | undefined, estimate: number) {
  const verdict = { status: 'equivalent', because: 'the whole interval lies within ±5 %' };
  return {
    environmentId,
    metricId,
    ...(workloadId && { workloadId }),
    n: 12,
    ratio: { estimate, low: estimate - 0.012, high: estimate + 0.014, level: 0.961 },
    verdict,
  };
}

function makeEntry(
  [quantity, title, metricId, unit, trueValue, tolerance]: (typeof QUANTITIES)[number],
  environmentId: string,
  share: number,
): CalibrationEntry {
  const estimate = tolerance * share;
  const error = { estimate, low: estimate - tolerance * 0.2, high: estimate + tolerance * 0.33, level: 0.961 };
  const scale = metricId.startsWith('boot-time') ? ('absolute' as const) : ('relative' as const);
  const known = { environmentId, quantity, title, metricId, unit, trueValue, scale };
  return { ...known, n: 12, measured: trueValue + estimate, error, tolerance };
}

/** No tolerance is claimed for it. */
function nullWork(): CalibrationEntry[] {
  return ENVIRONMENTS.map((environmentId) => ({
    environmentId,
    quantity: 'null',
    title: 'Null workload',
    metricId: 'cpu-time',
    unit: 'second',
    trueValue: 0,
    scale: 'absolute',
    n: 12,
    measured: 0.00081,
    error: { estimate: 0.00081, low: 0.0006, high: 0.0011, level: 0.961 },
  }));
}
