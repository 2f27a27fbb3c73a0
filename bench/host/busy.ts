/** Whether the host is fit for measuring: said before the first trial, so that nobody waits for figures that the noise rule will mark. */
import { formatPercentage } from '../contract/figure-text.js';
import type { Host } from '../contract/host.js';
import type { Warning } from '../contract/record.js';

/** As in the rule for blocks (bench/analysis/noise.ts), but before anything of a run is there to be blamed. */
const MAX_STEAL_RATIO = 0.02;
const MAX_OTHER_CPU_RATIO = 0.1;

/** Empty for a quiet host. The load average looks back a minute, at what Twinbench itself prepared too, and counts only where the CPUs do not tell. */
export function busyWarnings({ noise, cpu }: Pick<Host, 'noise' | 'cpu'>): Warning[] {
  const { stealRatio, otherCpuRatio, loadAverage } = noise;
  const isStolen = stealRatio > MAX_STEAL_RATIO;
  const signs = [
    ...(isStolen ? [`the hypervisor withheld ${formatPercentage(stealRatio, 2)} of its CPU time`] : []),
    ...(otherCpuRatio !== undefined && otherCpuRatio > MAX_OTHER_CPU_RATIO
      ? [`other programs used ${formatPercentage(otherCpuRatio, 2)} of its CPU time`]
      : []),
    ...(otherCpuRatio === undefined && loadAverage > cpu.threads
      ? [`its load average was ${loadAverage.toFixed(1)} on ${String(cpu.threads)} CPUs`]
      : []),
  ];
  if (signs.length === 0) return [];
  const message = `The host was busy before the run: ${signs.join('; ')}.`;
  return [
    {
      code: 'host-busy',
      message,
      hint: `${chooseHint(isStolen, signs.length)}; contaminated blocks are excluded.`,
    },
  ];
}

/** Against what the hypervisor withholds, nothing that runs on this host helps. */
function chooseHint(isStolen: boolean, signs: number): string {
  const others = 'End other programs, or measure when they have ended';
  if (!isStolen) return others;
  return signs === 1
    ? 'Measure when the guests beside this host take less'
    : `${others} and the guests beside this host take less`;
}
