/** Verdicts that the gate itself gave of simulated runs, for tests of what reads verdicts. */
import { analyze } from '../bench/analysis/analyze.js';
import type { ResultsDocument } from '../bench/contract/document.js';
import { parsePolicy } from '../bench/contract/parse-policy.js';
import type { Policy } from '../bench/contract/policy.js';
import { type GateMetric, type GateVerdict, parseVerdict } from '../bench/contract/verdict.js';
import { type GateInput, gate } from '../bench/gate/gate.js';
import { HOSTILE_ID } from './hostile-ids.js';
import { simulateRun } from './simulate-run.js';

const POLICY = {
  schemaVersion: 1,
  defaults: { minPairs: 10 },
  metrics: [
    { match: 'time-to-program/*', gate: 'advisory' },
    { match: 'boot-time/*', gate: 'block' },
    { match: 'throughput/*', gate: 'block' },
    { match: 'stop-time/*', gate: 'warn' },
    { match: 'memory-peak/*', gate: 'block' },
  ],
  accepted: [{ match: 'stop-time/container', maxIncrease: 5, until: '2027-01-31', reason: 'a container has groups of its own' }],
};

export function makePolicy(changes: Readonly<Record<string, unknown>> = {}): Policy {
  return parsePolicy(JSON.stringify({ ...POLICY, ...changes }), 'twinbench.policy.json');
}

const documents = new Map<string, ResultsDocument>();

/** Each is simulated and analysed once. */
function makeDocument(seed: number, workloads?: readonly string[]): ResultsDocument {
  const key = JSON.stringify([seed, workloads]);
  const document = documents.get(key) ?? newDocument(seed, workloads);
  documents.set(key, document);
  return document;
}

function newDocument(seed: number, workloads: readonly string[] | undefined): ResultsDocument {
  const { run, trials, ends } = simulateRun({ seed, repetitions: 12, accelerator: 'kvm', failEvery: 1_000 });
  const isKept = ({ workloadId }: { workloadId: string }) => workloads === undefined || workloads.includes(workloadId);
  const kept = run.workloads.filter(({ id }) => isKept({ workloadId: id }));
  return analyze({ ...run, workloads: kept, plan: run.plan.filter(isKept) }, trials.filter(isKept), ends);
}

function readVerdict(input: Pick<GateInput, 'baseline' | 'candidate' | 'design'> & Partial<GateInput>): GateVerdict {
  const shared = { policy: makePolicy(), fileName: 'twinbench.policy.json', today: '2026-01-20', seed: 7, generator: GENERATOR };
  return parsed(gate({ ...shared, ...input }));
}

const GENERATOR = { name: 'twinbench', version: '0.1.0' };

/** As a reader gets it. */
export function parsed(verdict: GateVerdict): GateVerdict {
  return parseVerdict(JSON.stringify(verdict), 'verdict.json');
}

/** The container held to the plain process's figures: a regression beyond doubt, an accepted one, and metrics of every other kind. */
export function regressedVerdict(policy: Policy = makePolicy()): GateVerdict {
  return containerVerdict({ policy, confirmation: { baseline: [makeDocument(9)], candidate: [makeDocument(9)] } });
}

/** The same without a second measurement. */
export function unconfirmedVerdict(): GateVerdict {
  return containerVerdict({});
}

function containerVerdict(input: Partial<GateInput>): GateVerdict {
  const side = { documents: [makeDocument(3)] };
  const pairs = [{ id: 'container', baseline: 'bare', candidate: 'container' }];
  return readVerdict({
    baseline: { ...side, label: 'bare' },
    candidate: { ...side, label: 'container' },
    design: 'paired',
    pairs,
    ...input,
  });
}

/** Two runs of the same: one run on each side, so that nothing can be claimed. */
export function undecidedVerdict(): GateVerdict {
  return readVerdict({
    baseline: { documents: [makeDocument(4)] },
    candidate: { documents: [makeDocument(5)] },
    design: 'runs',
    policy: makePolicy({ failOn: ['regression', 'missing', 'inconclusive'], accepted: [] }),
  });
}

/** The same, by a policy that lets it pass. */
export function openVerdict(): GateVerdict {
  return readVerdict({
    baseline: { documents: [makeDocument(4)] },
    candidate: { documents: [makeDocument(5)] },
    design: 'runs',
    policy: makePolicy({ accepted: [] }),
  });
}

/** A workload is gone, another one is new. */
export function missingVerdict(): GateVerdict {
  const [first, second, third] = makeDocument(4).workloads.map(({ id }) => id);
  return readVerdict({
    baseline: { documents: [makeDocument(4, [first ?? '', second ?? ''])] },
    candidate: { documents: [makeDocument(5, [second ?? '', third ?? ''])] },
    design: 'runs',
    policy: makePolicy({ accepted: [] }),
  });
}

/** An environment against itself. */
export function passedVerdict(): GateVerdict {
  const side = { documents: [makeDocument(3)] };
  const pairs = [{ id: 'container', baseline: 'container', candidate: 'container' }];
  return readVerdict({ baseline: side, candidate: side, design: 'paired', pairs });
}

/** Hostile text wherever a verdict has free text. */
export function hostileVerdict(verdict: GateVerdict): GateVerdict {
  const subject = { id: HOSTILE_ID, environmentId: HOSTILE_ID, workloadId: HOSTILE_ID };
  const warnings = [{ code: HOSTILE_ID, message: HOSTILE_ID, hint: HOSTILE_ID }];
  const metric = (one: GateMetric): GateMetric => ({
    ...one,
    ...subject,
    title: HOSTILE_ID,
    verdict: { ...one.verdict, because: HOSTILE_ID },
    ...(one.accepted && { accepted: { ...one.accepted, match: HOSTILE_ID, reason: HOSTILE_ID } }),
    confirmation: { runIds: [HOSTILE_ID], confirmed: true, alpha: 0.05, because: HOSTILE_ID },
    warnings,
  });
  const unpaired = [{ ...subject, metricId: 'boot-time', gate: 'block' as const, because: HOSTILE_ID }];
  const side = {
    label: HOSTILE_ID,
    runs: [{ id: HOSTILE_ID, startedAt: HOSTILE_ID, revision: HOSTILE_ID, fingerprint: HOSTILE_ID }],
  };
  return parsed({
    ...verdict,
    reason: HOSTILE_ID,
    findings: verdict.findings.map((finding) => ({ ...finding, because: HOSTILE_ID })),
    method: HOSTILE_ID,
    policy: { ...verdict.policy, fileName: HOSTILE_ID },
    baseline: side,
    candidate: side,
    metrics: verdict.metrics.map(metric),
    missing: unpaired,
    added: unpaired,
    notComparable: unpaired,
    warnings,
  });
}

/** As many metrics as `count`, each as hard to shorten as a real one. */
export function largeVerdict(count: number): GateVerdict {
  const { metrics, ...verdict } = regressedVerdict();
  const many = Array.from({ length: count }, (_, index) => {
    const metric = metrics[index % metrics.length];
    if (metric === undefined) throw new Error('the verdict has no metric');
    return { ...metric, id: `${metric.id}-${index}`, environmentId: `${metric.environmentId}-${index}` };
  });
  const missing = many.map(({ id, metricId, environmentId, gate: level }) => ({
    ...{ id, metricId, environmentId, gate: level },
    because: 'It has no value in the candidate.',
  }));
  return parsed({ ...verdict, metrics: many, missing, added: missing, notComparable: missing });
}
