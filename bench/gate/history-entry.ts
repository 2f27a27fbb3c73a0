/** A results document → the small entry that a history keeps of it. */
import { createHash } from 'node:crypto';
import type { ResultsDocument, Series } from '../contract/document.js';
import { HISTORY_VERSION, type HistoryEntry, type HistorySeries } from '../contract/history.js';
import type { Environment } from '../contract/record.js';
import { describeConfiguration } from './comparability.js';

interface EntryFacts {
  /** Commit of what was measured; unknown when absent. */
  readonly revision?: string;
  readonly flags?: HistoryEntry['flags'];
}

export function makeHistoryEntry(document: ResultsDocument, { revision, flags = {} }: EntryFacts = {}): HistoryEntry {
  const { generator, run, host, environments, workloads } = document;
  const accelerator = environments.flatMap(({ vm }) => (vm ? [vm.accelerator] : []))[0];
  return {
    schemaVersion: HISTORY_VERSION,
    runId: run.id,
    startedAt: run.startedAt,
    revision: revision ?? '',
    generator,
    profile: run.profile,
    host: { fingerprint: host.fingerprint, cpu: host.cpu.model, kernel: host.kernel.release },
    ...(accelerator && { accelerator }),
    environments: environments.map(describeEnvironment),
    workloads: workloads.map(({ id, version, parameters, programVersion, digest }) => ({
      ...{ id, version, parameters },
      ...(programVersion !== undefined && { programVersion }),
      digest,
    })),
    series: document.series.flatMap((series) => makeHistorySeries(series, document)),
    flags,
  };
}

const DIGEST_CHARACTERS = 16;

function describeEnvironment(environment: Environment): HistoryEntry['environments'][number] {
  const { id, kind, imageDigest, vm } = environment;
  const text = JSON.stringify(describeConfiguration(environment));
  const configuration = createHash('sha256').update(text).digest('hex').slice(0, DIGEST_CHARACTERS);
  return { id, kind, imageDigest, ...(vm && { accelerator: vm.accelerator }), configuration };
}

/** None where the document lacks the definition of the metric. */
function makeHistorySeries(
  { environmentId, workloadId, metricId, points, summary }: Series,
  { metrics, noise }: ResultsDocument,
): HistorySeries[] {
  const definition = metrics.find(({ id }) => id === metricId);
  if (!definition) return [];
  const isContaminated = noise?.excluded === false && points.some(({ contaminated }) => contaminated === true);
  return [
    {
      environmentId,
      ...(workloadId !== undefined && { workloadId }),
      metricId,
      title: definition.title,
      unit: definition.unit,
      direction: definition.direction,
      ...(definition.primary !== undefined && { primary: definition.primary }),
      ...(definition.partOf !== undefined && { partOf: definition.partOf }),
      ...(definition.standsAlone !== undefined && { standsAlone: definition.standsAlone }),
      noiseThreshold: definition.noiseThreshold,
      n: summary.n,
      median: summary.median,
      ...(summary.interval && { interval: summary.interval }),
      ...(summary.standardDeviation !== undefined && { standardDeviation: summary.standardDeviation }),
      ...(isContaminated && { contaminated: true }),
    },
  ];
}
