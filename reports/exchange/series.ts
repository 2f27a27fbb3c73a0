/** What the exporters for other tools have in common: every series of a document, named so that figures which must not be pooled never are. */
import type { MetricDefinition, ResultsDocument, Summary } from '../../bench/contract/document.js';
import { printable } from '../view-model/text.js';

export interface ExportedSeries {
  readonly metric: MetricDefinition;
  readonly environmentId: string;
  /** Absent for a metric that pools all workloads. */
  readonly workloadId?: string;
  /** Of a VM; absent for other environments. */
  readonly accelerator?: 'kvm' | 'tcg';
  readonly summary: Summary;
  /** The values that the summary is of, in the order in which they were measured; contaminated points are excluded where the document excludes them. */
  readonly values: readonly { readonly trialId: string; readonly value: number }[];
}

/** In the document's order. */
export function exportedSeries({ series, metrics, environments, noise }: ResultsDocument): ExportedSeries[] {
  const definitions = new Map(metrics.map((metric) => [metric.id, metric]));
  const accelerators = new Map(environments.map(({ id, vm }) => [id, vm?.accelerator]));
  return series.flatMap(({ metricId, environmentId, workloadId, summary, points }) => {
    const metric = definitions.get(metricId);
    if (metric === undefined) return [];
    const accelerator = accelerators.get(environmentId);
    const values = points.filter(({ contaminated }) => contaminated !== true || noise?.excluded === false);
    return [
      {
        metric,
        environmentId: printable(environmentId),
        ...(workloadId !== undefined && { workloadId: printable(workloadId) }),
        ...(accelerator !== undefined && { accelerator }),
        summary,
        values,
      },
    ];
  });
}

/** `vm`, or `vm (tcg)` for an emulated VM: its figures must never continue a series of KVM's. */
export function environmentName({ environmentId, accelerator }: ExportedSeries): string {
  return accelerator === 'tcg' ? `${environmentId} (tcg)` : environmentId;
}

/** `METRIC/ENVIRONMENT` or `METRIC/ENVIRONMENT/WORKLOAD`, as policies and verdicts name it. */
export function seriesName(one: ExportedSeries): string {
  return [one.metric.id, environmentName(one), ...(one.workloadId === undefined ? [] : [one.workloadId])].join('/');
}
