/** Metrics without noise, such as the size of an image: any change beyond the margins counts, and one value a side tells it. */
import type { GateMetric } from '../contract/verdict.js';
import type { Candidate } from './judge-cells.js';

interface ExactResult {
  readonly baseline: number;
  readonly candidate: number;
  readonly verdict: GateMetric['verdict'];
}

export function judgeExact({ cell, settings }: Candidate): ExactResult {
  const values = (runs: Candidate['cell']['baseline']) =>
    runs.flatMap(({ observations, median }) => (observations.length === 0 ? [median] : observations.map(({ value }) => value)));
  const [own, other] = [values(cell.baseline), values(cell.candidate)];
  const [baseline, candidate] = [own[0] ?? Number.NaN, other[0] ?? Number.NaN];
  return { baseline, candidate, verdict: judgeValues(own, other, cell, settings) };
}

function judgeValues(
  own: readonly number[],
  other: readonly number[],
  { definition }: Candidate['cell'],
  { noiseFloor, minimumAbsolute = 0 }: Candidate['settings'],
): GateMetric['verdict'] {
  if (new Set(own).size > 1 || new Set(other).size > 1)
    return { status: 'inconclusive', because: 'The values of one side differ among themselves, so the metric is not exact.' };
  const [baseline, candidate] = [own[0] ?? Number.NaN, other[0] ?? Number.NaN];
  const change = candidate - baseline;
  const isWithin = Math.abs(change) <= Math.max(minimumAbsolute, noiseFloor * Math.abs(baseline));
  if (isWithin)
    return { status: 'equivalent', because: change === 0 ? 'Exactly the same.' : 'Within the margins of the policy.' };
  const isWorse = change > 0 === (definition.direction === 'lower-is-better');
  return { status: isWorse ? 'worse' : 'better', because: `From ${baseline} to ${candidate}, of a metric without noise.` };
}
