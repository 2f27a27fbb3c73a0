/** The smallest records and document that the format allows, for tests. */
import type { ResultsDocument } from './document.js';
import type { HistoryEntry } from './history.js';
import type { Host } from './host.js';
import { DEFAULT_POLICY } from './policy.js';
import type { EndRecord, RunRecord, TrialRecord } from './record.js';
import type { GateVerdict } from './verdict.js';

const SAMPLE_HOST: Host = {
  cpu: { model: 'CPU', vendor: 'Vendor', cores: 2, threads: 2, online: '0-1' },
  memoryBytes: 8e9,
  swapBytes: 0,
  kernel: { release: '6.1.0', version: '#1', architecture: 'x86_64' },
  mitigations: {},
  os: { name: 'Debian', version: '12' },
  cgroup: { layout: 'v2' },
  virtualization: 'none',
  kvm: { present: false, usable: false, reason: 'absent' },
  tools: {},
  noise: { loadAverage: 0, stealRatio: 0, governor: 'unknown' },
  filesystem: { type: 'ext4', memoryBacked: false },
  fingerprint: 'f',
};

export const SAMPLE_RUN: RunRecord = {
  record: 'run',
  schemaVersion: 1,
  generator: { name: 'twinbench', version: '0.1.0', revision: '', dirty: false },
  id: 'run-1',
  startedAt: '2026-01-15T09:30:00.000Z',
  seed: 1,
  profile: 'quick',
  host: SAMPLE_HOST,
  environments: [],
  workloads: [],
  plan: [],
  warnings: [],
};

export const SAMPLE_TRIAL: TrialRecord = {
  record: 'trial',
  id: 't0000',
  scenario: 'single',
  environmentId: 'bare',
  workloadId: 'idle',
  block: 0,
  order: 0,
  repetition: 0,
  warmup: false,
  originNs: '123',
  startedAt: '2026-01-15T09:30:01.000Z',
  outcome: { status: 'completed' },
  instances: [{ id: 'i', marks: [{ name: 'spawn', tNs: -5 }] }],
  samples: [{ sampler: 'cgroup', tNs: 5, instanceId: 'i', values: { cpuNs: 1 } }],
};

export const SAMPLE_END: EndRecord = {
  record: 'end',
  finishedAt: '2026-01-15T09:31:00.000Z',
  stopReason: 'plan-done',
  imageDigest: 'sha256:00',
  warnings: [],
};

export const SAMPLE_DOCUMENT: ResultsDocument = {
  schemaVersion: 1,
  generator: SAMPLE_RUN.generator,
  run: {
    id: SAMPLE_RUN.id,
    startedAt: SAMPLE_RUN.startedAt,
    seed: 1,
    profile: 'quick',
    completeness: { planned: 1, completed: 1, failed: 0, timedOut: 0, skipped: 0 },
  },
  host: SAMPLE_HOST,
  environments: [],
  workloads: [],
  metrics: [],
  trials: [{ ...SAMPLE_TRIAL, measurements: [{ metricId: 'boot-time', value: 0.5 }] }],
  series: [],
  comparisons: [],
  warnings: [],
};

export const SAMPLE_HISTORY_ENTRY: HistoryEntry = {
  schemaVersion: 1,
  runId: SAMPLE_RUN.id,
  startedAt: SAMPLE_RUN.startedAt,
  revision: 'c0ffee',
  generator: SAMPLE_RUN.generator,
  profile: 'quick',
  host: { fingerprint: 'f', cpu: 'CPU', kernel: '6.1.0' },
  environments: [{ id: 'bare', kind: 'bare', imageDigest: 'sha256:00', configuration: 'c' }],
  workloads: [],
  series: [{ environmentId: 'bare', metricId: 'boot-time', unit: 'second', direction: 'lower-is-better', n: 1, median: 0.5 }],
  flags: {},
};

export const SAMPLE_VERDICT: GateVerdict = {
  schemaVersion: 1,
  status: 'pass',
  exitCode: 0,
  exitName: 'pass',
  reason: 'Nothing to compare was asked for.',
  findings: [],
  generator: { name: 'twinbench', version: '0.1.0' },
  design: 'paired',
  method: '',
  alpha: 0.01,
  equivalenceAlpha: 0.05,
  looks: [10, 20, 40],
  seed: 1,
  failOn: ['regression', 'missing'],
  policy: { used: DEFAULT_POLICY },
  baseline: { runs: [] },
  candidate: { runs: [] },
  metrics: [],
  missing: [],
  added: [],
  notComparable: [],
  warnings: [],
};
