/** Small results documents with figures of choice, for tests of gates. */

import { summarize } from '../bench/analysis/series.js';
import type { MetricDefinition, ResultsDocument, Trial } from '../bench/contract/document.js';
import type { Host } from '../bench/contract/host.js';
import type { Workload } from '../bench/contract/record.js';
import { listDefinitions } from '../bench/metrics/index.js';
import { stopTime } from '../bench/metrics/stop-time.js';
import { GENERATOR, HOST, simulatedEnvironments, WORKLOADS } from './simulated-facts.js';

export const SIZE: MetricDefinition = {
  ...stopTime.definition,
  id: 'size',
  title: 'Size',
  unit: 'byte',
  primary: false,
};

export interface Figures {
  /** `METRIC/ENVIRONMENT/WORKLOAD` → one value for each block; the workload decides in which trials they are. */
  readonly [id: string]: readonly number[];
}

export interface GateDocumentOptions {
  readonly runId?: string;
  readonly startedAt?: string;
  readonly host?: Partial<Host>;
  readonly accelerator?: 'kvm' | 'tcg';
  readonly metrics?: readonly MetricDefinition[];
  /** Of every workload. */
  readonly workload?: Partial<Workload>;
  /** Trials that failed, `ENVIRONMENT/WORKLOAD`. */
  readonly failed?: readonly string[];
  readonly calibration?: ResultsDocument['calibration'];
  readonly contaminatedBlocks?: readonly number[];
}

/** Of the simulated host and its environments. */
export function gateDocument(figures: Figures, options: GateDocumentOptions = {}): ResultsDocument {
  const { runId = 'run', startedAt = '2026-01-15T09:30:00.000Z', accelerator = 'kvm', workload, failed = [] } = options;
  const hasFigure = (id: string) => Object.keys(figures).some((key) => key.startsWith(`${id}/`));
  const metrics = options.metrics ?? [...listDefinitions(hasFigure), SIZE];
  const trials = [...listTrials(figures), ...failed.flatMap(failedTrial)].map((trial, order) => ({
    ...trial,
    order,
    id: `t${order}`,
  }));
  const environments = simulatedEnvironments(accelerator, false);
  return {
    schemaVersion: 1,
    generator: GENERATOR,
    run: {
      id: runId,
      startedAt,
      seed: 1,
      profile: 'quick',
      completeness: {
        planned: trials.length,
        completed: trials.length - failed.length,
        failed: failed.length,
        timedOut: 0,
        skipped: 0,
      },
    },
    host: { ...HOST, ...options.host },
    environments,
    workloads: WORKLOADS.map(({ operationMs: _, ...one }) => ({ ...one, ...workload })),
    metrics: metrics.filter(({ id }) => hasFigure(id)),
    trials,
    series: Object.entries(figures).flatMap(([key, values]) => makeSeries(key, values, metrics)),
    comparisons: [],
    warnings: [],
    ...(options.calibration && { calibration: options.calibration }),
    ...(options.contaminatedBlocks && {
      noise: {
        rule: '',
        blocks: 10,
        contaminated: options.contaminatedBlocks.map((block) => ({ block, because: ['steal'] })),
        excluded: false,
      },
    }),
  };
}

function listTrials(figures: Figures): Trial[] {
  return Object.entries(figures).flatMap(([key, values]) => {
    const [metricId = '', environmentId = '', workloadId = 'idle'] = key.split('/');
    return values.map((value, block) => ({
      ...trialIn(environmentId, workloadId, block),
      outcome: { status: 'completed' as const },
      measurements: [{ metricId, value }],
    }));
  });
}

function failedTrial(key: string): Trial[] {
  const [environmentId = '', workloadId = 'idle'] = key.split('/');
  const outcome = { status: 'failed' as const, code: 'vmm-failed', message: 'QEMU exited', detail: '' };
  return [{ ...trialIn(environmentId, workloadId, 0), outcome, measurements: [] }];
}

function trialIn(environmentId: string, workloadId: string, block: number) {
  return {
    record: 'trial' as const,
    id: '',
    order: 0,
    scenario: 'single',
    environmentId,
    workloadId,
    block,
    repetition: block,
    warmup: false,
    originNs: '0',
    startedAt: '2026-01-15T09:30:00.000Z',
    instances: [],
    samples: [],
  };
}

function makeSeries(key: string, values: readonly number[], metrics: readonly MetricDefinition[]): ResultsDocument['series'] {
  const [metricId = '', environmentId = '', workloadId] = key.split('/');
  const definition = metrics.find(({ id }) => id === metricId);
  if (!definition || values.length === 0) return [];
  const hasWorkload = definition.scope === 'workload' && workloadId !== undefined;
  const points = values.map((value, block) => ({ trialId: '', block, value }));
  return [{ environmentId, ...(hasWorkload && { workloadId }), metricId, points, summary: summarize(values) }];
}

/** Around 1, without ties, the same for the same seed: CV about `spread`. */
export function noisy(count: number, level: number, spread = 0.01, seed = 1): number[] {
  return Array.from(
    { length: count },
    (_, index) => level * (1 + spread * 1.4 * Math.sin(12.9898 * (index + 1) * seed + 78.233 * seed)),
  );
}
