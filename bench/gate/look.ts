/** Whether a comparison that is still being measured may stop: asked at numbers of pairs that were fixed before it began. */
import type { GateMetric } from '../contract/verdict.js';

interface Answer extends Pick<GateMetric, 'gate'> {
  readonly verdict: Pick<GateMetric['verdict'], 'status'>;
}

/** Every blocking question is answered; of those that only advise, none is waited for. Without blocking ones, every question. */
export function isDecided({ metrics }: { readonly metrics: readonly Answer[] }): boolean {
  const blocking = metrics.filter(({ gate }) => gate === 'block');
  const awaited = blocking.length > 0 ? blocking : metrics;
  return awaited.length > 0 && awaited.every(({ verdict }) => verdict.status !== 'inconclusive');
}
