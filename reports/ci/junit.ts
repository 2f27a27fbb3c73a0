/**
 * JUnit XML by the Jenkins schema, which GitLab, Azure and Buildkite read as well: one suite, one case for each metric and one for the gate
 * itself. What the gate fails by is a failure or an error; what is open and may pass is skipped; what does not block passes and says what it is.
 */
import type { GateMetric, GateVerdict, Unpaired } from '../../bench/contract/verdict.js';
import { worstFirst } from './order.js';
import type { VerdictReporter } from './verdict-reporter.js';
import { formatEffect, formatFinding, formatInterval, formatSides, formatStatus, listReasons, name, sentence } from './words.js';
import { attributes, escapeXml } from './xml.js';

interface Outcome {
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  readonly type?: string;
  readonly message: string;
  readonly details: readonly string[];
}

interface Case {
  readonly className: string;
  readonly name: string;
  readonly outcome: Outcome;
}

export const junitReporter: VerdictReporter = {
  render: (verdict, { baseName }) => [{ path: `${baseName}-junit.xml`, content: renderJunit(verdict) }],
};

export function renderJunit(verdict: GateVerdict): string {
  const cases = listCases(verdict);
  const count = (kind: Outcome['kind']): number => cases.filter(({ outcome }) => outcome.kind === kind).length;
  const totals = { tests: cases.length, failures: count('failure'), errors: count('error') };
  const timestamp = verdict.candidate.runs[0]?.startedAt.replace(/(\.\d+)?Z$/, '');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'twinbench', ...totals })}>`,
    `  <testsuite${attributes({ name: 'twinbench gate', ...totals, skipped: count('skipped'), timestamp })}>`,
    '    <properties>',
    ...listProperties(verdict).map(([key, value]) => `      <property${attributes({ name: key, value })}/>`),
    '    </properties>',
    ...cases.map(caseLines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function listProperties({ status, exitCode, exitName, design, alpha, seed, generator }: GateVerdict): [string, string][] {
  const values = { status, 'exit-code': exitCode, 'exit-name': exitName, design, alpha, seed, version: generator.version };
  return Object.entries(values).map(([key, value]) => [key, String(value)]);
}

function listCases(verdict: GateVerdict): Case[] {
  const cases = [
    ...worstFirst(verdict.metrics).map((metric) => metricCase(metric, verdict)),
    ...verdict.missing.map((one) => unpairedCase(one, 'missing', 'missing in the candidate', verdict)),
    ...verdict.notComparable.map((one) => unpairedCase(one, 'not-comparable', 'not comparable', verdict)),
  ];
  const isFailed = cases.some(({ outcome: { kind } }) => kind === 'failure' || kind === 'error');
  return [gateCase(verdict, isFailed), ...cases];
}

/** Fails for what no single metric stands for, so that a file without a failure is a gate that passed. */
function gateCase({ findings, exitCode, reason }: GateVerdict, isFailed: boolean): Case {
  const whole = findings.filter((finding) => finding.exitCode === 2 || finding.exitCode === 5);
  const reported = whole.length === 0 && exitCode !== 0 && !isFailed ? findings : whole;
  const details = findings.map(({ exitName, because }) => `${exitName}: ${sentence(because)}`);
  const outcome: Outcome = reported[0]
    ? { kind: 'error', type: reported[0].exitName, message: sentence(reported[0].because), details }
    : { kind: 'passed', message: sentence(reason), details };
  return { className: 'twinbench', name: 'gate', outcome };
}

function metricCase(metric: GateMetric, { findings }: GateVerdict): Case {
  const isFatal = (code: number): boolean => metric.gate === 'block' && findings.some(({ exitCode }) => exitCode === code);
  const message = `${formatStatus(metric)}: ${formatFinding(metric)}`;
  const details = listDetails(metric);
  return { className: className(metric), name: name(metric.id), outcome: outcome() };

  function outcome(): Outcome {
    if (metric.status === 'regressed' && isFatal(1)) return { kind: 'failure', type: 'regression', message, details };
    if (metric.status === 'unconfirmed' && isFatal(3)) return { kind: 'error', type: 'unconfirmed', message, details };
    if (metric.status === 'failed' || metric.status === 'not-comparable')
      return { kind: metric.gate === 'block' ? 'error' : 'skipped', type: metric.status, message, details };
    if (metric.status === 'undecided' || metric.status === 'unconfirmed') return { kind: 'skipped', message, details };
    return { kind: 'passed', message, details };
  }
}

/** Parts of a metric may come and go. */
function unpairedCase(one: Unpaired, type: string, words: string, { findings }: GateVerdict): Case {
  const isFatal = findings.some(({ exitCode }) => exitCode === 4) && one.partOf === undefined;
  const message = `${words}: ${sentence(one.because)}`;
  return {
    className: className(one),
    name: name(one.id),
    outcome: { kind: isFatal ? 'error' : 'skipped', type, message, details: [message] },
  };
}

function className({ environmentId, workloadId }: Pick<GateMetric, 'environmentId' | 'workloadId'>): string {
  return ['twinbench', environmentId, ...(workloadId === undefined ? [] : [workloadId])].map(name).join('.');
}

function listDetails(metric: GateMetric): string[] {
  const { baseline, candidate } = formatSides(metric);
  return [
    `gate: ${metric.gate}`,
    `baseline: ${baseline} (n = ${metric.baseline.n})`,
    `candidate: ${candidate} (n = ${metric.candidate.n})`,
    `change: ${[formatEffect(metric), formatInterval(metric)].filter((part) => part !== '').join(', ')}`,
    ...listReasons(metric),
  ];
}

/** `skipped` has a message and no text where readers expect none. */
function caseLines({ className, name, outcome: { kind, type, message, details } }: Case): string {
  const open = `    <testcase${attributes({ classname: className, name })}>`;
  const text = details.map(escapeXml).join('\n');
  if (kind === 'passed') return `${open}<system-out>${text}</system-out></testcase>`;
  if (kind === 'skipped') return `${open}<skipped${attributes({ message })}/><system-out>${text}</system-out></testcase>`;
  return `${open}<${kind}${attributes({ type, message })}>${text}</${kind}></testcase>`;
}
