/** An environment compared with itself: two sides of every block that differ in nothing. */

import { estimateRatio } from '../../comparison/pairing.js';
import type { SelfComparison } from '../../contract/calibration.js';
import type { MetricDefinition, Trial } from '../../contract/document.js';
import { isDetail } from '../../contract/parts.js';
import type { RunRecord } from '../../contract/record.js';
import { METRICS } from '../../metrics/index.js';
import { judgeSides } from '../side-by-side.js';
import { makeValueReader, selectQuantity } from './calibration-trials.js';

/** Metrics that say which is better, of every environment that ran on two sides. */
export function compareWithSelf({ environments }: RunRecord, trials: readonly Trial[]): SelfComparison[] {
  const own = selectQuantity(trials, 'self');
  const judged = METRICS.map(({ definition }) => definition).filter(
    (definition) => definition.direction !== 'neutral' && !isDetail(definition),
  );
  return environments.flatMap(({ id }) =>
    judged.flatMap((definition) =>
      groupTrials(
        own.filter(({ environmentId }) => environmentId === id),
        definition,
      ).flatMap((group) => comparePair(id, definition, group)),
    ),
  );
}

/** By workload where the metric tells workloads apart. */
function groupTrials(trials: readonly Trial[], { scope }: MetricDefinition): Trial[][] {
  if (scope === 'environment') return [[...trials]];
  const ids = [...new Set(trials.map(({ workloadId }) => workloadId))];
  return ids.map((id) => trials.filter(({ workloadId }) => workloadId === id));
}

function comparePair(environmentId: string, definition: MetricDefinition, trials: readonly Trial[]): SelfComparison[] {
  const selectSide = (name: string) => trials.filter(({ parameters }) => parameters?.['arm'] === name);
  const value = makeValueReader(definition.id);
  const pairs = selectSide('a').flatMap((a) => {
    const b = selectSide('b').find(({ block }) => block === a.block);
    const [[baseline], [candidate]] = [value(a), b ? value(b) : []];
    return baseline === undefined || candidate === undefined ? [] : [{ baseline, candidate }];
  });
  const [first] = trials;
  if (first === undefined || pairs.length === 0) return [];
  const [judged] = judgeSides([
    {
      ...{ definition, pairs, ratio: estimateRatio(pairs) },
      ...{ baselineId: `${environmentId} (a)`, baselineCount: pairs.length },
      ...{ candidateId: `${environmentId} (b)`, candidateCount: pairs.length },
      ...{ isOfFamily: false, isEmulated: false },
    },
  ]);
  if (judged === undefined) return [];
  return [
    {
      environmentId,
      metricId: definition.id,
      ...(definition.scope === 'workload' && { workloadId: first.workloadId }),
      n: pairs.length,
      ...(judged.ratio && { ratio: judged.ratio }),
      verdict: judged.verdict,
    },
  ];
}
