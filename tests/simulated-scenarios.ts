/** What the scenarios other than `single` might have found. No figure here was measured. */
import type { ScenarioSummaries } from '../bench/contract/scenarios.js';

const MIB = 2 ** 20;

export function simulatedScenarios(accelerator: 'kvm' | 'tcg'): ScenarioSummaries {
  const bootSeconds = accelerator === 'kvm' ? 0.216 : 1.55;
  return {
    density: [density('container', 20, 47.1 * MIB, 46.9 * MIB, 0.004), density('vm', 8, 141 * MIB, 132 * MIB, 0.064)],
    together: [
      { environmentId: 'container', instances: 20, n: 3, allReadySeconds: 0.081, bootSeconds: 0.0213 },
      { environmentId: 'vm', instances: 8, n: 3, allReadySeconds: bootSeconds * 3.9, bootSeconds: bootSeconds * 2.8 },
    ],
    churn: [
      { environmentId: 'container', cycles: 412, n: 3, cyclesPerSecond: 34.2 },
      { environmentId: 'vm', cycles: 27, n: 3, cyclesPerSecond: 0.91 },
    ],
    elasticity: [
      elasticity('bare', [0.998, 0.998, 0.998]),
      elasticity('container', [0.997, 0.997, 0.997]),
      elasticity('vm', [0.011, 0.013, 0.021]),
      elasticity('vm-balloon', [0.31, 0.93, 0.944]),
    ],
    idle: [
      { environmentId: 'bare', n: 6, windowSeconds: 10, cpuRatio: 0.00011 },
      { environmentId: 'container', n: 6, windowSeconds: 10, cpuRatio: 0.00012 },
      { environmentId: 'vm', n: 6, windowSeconds: 10, cpuRatio: 0.0061 },
    ],
    cold: [
      { environmentId: 'bare', n: 6, coldSeconds: 0.0061, warmSeconds: 0.00101 },
      { environmentId: 'container', n: 6, coldSeconds: 0.0164, warmSeconds: 0.00378 },
      { environmentId: 'vm', n: 6, coldSeconds: bootSeconds * 1.9, warmSeconds: bootSeconds },
    ],
  };
}

function density(
  environmentId: string,
  instances: number,
  marginalBytes: number,
  accountedBytes: number,
  unexplainedRatio: number,
) {
  const points = ['d0', 'd1', 'd2'].flatMap((trialId, trial) =>
    Array.from({ length: instances + 1 }, (_, index) => ({
      trialId: `${environmentId}-${trialId}`,
      instances: index,
      memAvailableBytes: Math.round(
        18 * 2 ** 30 - index * marginalBytes * (1 + 0.01 * (trial - 1)) - 3 * MIB * Math.sin(index + trial),
      ),
    })),
  );
  const stoppedBecause = environmentId === 'vm' ? 'memory-budget' : 'count-reached';
  const slope = { estimate: marginalBytes, low: marginalBytes * 0.984, high: marginalBytes * 1.017, level: 0.95 };
  return { environmentId, instances, stoppedBecause, points, marginalBytes: slope, accountedBytes, unexplainedRatio };
}

function elasticity(environmentId: string, ratios: readonly number[]) {
  const returned = [1, 5, 30].map((afterSeconds, index) => ({ afterSeconds, ratio: ratios[index] ?? 0 }));
  return { environmentId, n: 3, peakBytes: 256 * MIB, returned };
}
