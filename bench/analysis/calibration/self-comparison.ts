/** An environment compared with itself: two arms of every block that differ in nothing. */

import { estimateEffect } from '../../comparison/effect.js';
import { computeLogRatios, estimateRatio } from '../../comparison/pairing.js';
import { findMargins, judge } from '../../comparison/verdict.js';
import type { SelfComparison } from '../../contract/calibration.js';
import type { MetricDefinition, Trial } from '../../contract/document.js';
import type { RunRecord } from '../../contract/record.js';
import { METRICS } from '../../metrics/index.js';
import { measured, ofQuantity } from './calibration-trials.js';

/** Metrics that say which is better, of every environment that ran in two arms. */
export function compareWithSelf({ environments }: RunRecord, trials: readonly Trial[]): SelfComparison[] {
  const own = ofQuantity(trials, 'self');
  const judged = METRICS.map(({ definition }) => definition).filter(
    ({ direction, partOf }) => direction !== 'neutral' && partOf === undefined,
  );
  return environments.flatMap(({ id }) =>
    judged.flatMap((definition) =>
      groupTrials(
        own.filter(({ environmentId }) => environmentId === id),
        definition,
      ).flatMap((group) => compareArms(id, definition, group)),
    ),
  );
}

/** By workload where the metric tells workloads apart. */
function groupTrials(trials: readonly Trial[], { scope }: MetricDefinition): Trial[][] {
  if (scope === 'environment') return [[...trials]];
  const ids = [...new Set(trials.map(({ workloadId }) => workloadId))];
  return ids.map((id) => trials.filter(({ workloadId }) => workloadId === id));
}

function compareArms(environmentId: string, definition: MetricDefinition, trials: readonly Trial[]): SelfComparison[] {
  const arm = (name: string) => trials.filter(({ parameters }) => parameters?.['arm'] === name);
  const value = measured(definition.id);
  const pairs = arm('a').flatMap((a) => {
    const b = arm('b').find(({ block }) => block === a.block);
    const [[baseline], [candidate]] = [value(a), b ? value(b) : []];
    return baseline === undefined || candidate === undefined ? [] : [{ baseline, candidate }];
  });
  const [first] = trials;
  if (first === undefined || pairs.length === 0) return [];
  const ratio = estimateRatio(pairs);
  const effect = ratio && estimateEffect(computeLogRatios(pairs), findMargins(definition));
  const evidence = {
    ratio,
    effect,
    n: pairs.length,
    baselineCount: pairs.length,
    candidateCount: pairs.length,
    baselineId: `${environmentId} (a)`,
    candidateId: `${environmentId} (b)`,
    isEmulated: false,
  };
  return [
    {
      environmentId,
      metricId: definition.id,
      ...(definition.scope === 'workload' && { workloadId: first.workloadId }),
      n: pairs.length,
      ...(ratio && { ratio }),
      verdict: judge(evidence, definition),
    },
  ];
}
