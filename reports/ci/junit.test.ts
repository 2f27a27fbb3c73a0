import { describe, expect, it } from 'vitest';
import type { GateVerdict } from '../../bench/contract/verdict.js';
import {
  hostileVerdict,
  largeVerdict,
  makePolicy,
  missingVerdict,
  passedVerdict,
  regressedVerdict,
  unconfirmedVerdict,
  undecidedVerdict,
} from '../../tests/simulated-verdicts.js';
import { parseXml, type XmlElement } from '../../tests/strict-xml.js';
import { renderJunit } from './junit.js';

interface Rule {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  readonly children?: readonly string[];
}

const OUTCOME: Rule = { required: ['message'], optional: ['type'] };
/** What the schema of Jenkins' xUnit plugin allows, of what is used here. */
const RULES: Readonly<Record<string, Rule>> = {
  testsuites: { required: [], optional: ['name', 'tests', 'failures', 'errors', 'time'], children: ['testsuite'] },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['skipped', 'timestamp', 'time', 'hostname'],
    children: ['properties', 'testcase'],
  },
  properties: { required: [], children: ['property'] },
  property: { required: ['name', 'value'] },
  testcase: { required: ['name'], optional: ['classname', 'time'], children: ['failure', 'error', 'skipped', 'system-out'] },
  failure: OUTCOME,
  error: OUTCOME,
  skipped: OUTCOME,
  'system-out': { required: [] },
};

function checkAgainstRules({ name, attributes, children }: XmlElement): void {
  const rule = RULES[name];
  if (rule === undefined) throw new Error(`no element ${name}`);
  expect(Object.keys(attributes)).toEqual(expect.arrayContaining([...rule.required]));
  expect([...rule.required, ...(rule.optional ?? [])]).toEqual(expect.arrayContaining(Object.keys(attributes)));
  expect(rule.children ?? []).toEqual(expect.arrayContaining([...new Set(children.map((child) => child.name))]));
  children.forEach(checkAgainstRules);
}

function listCases(verdict: GateVerdict): Map<string, XmlElement> {
  const root = parseXml(renderJunit(verdict));
  checkAgainstRules(root);
  const [suite] = root.children;
  const cases = suite?.children.filter(({ name }) => name === 'testcase') ?? [];
  const count = (kind: string) => String(cases.filter(({ children }) => children.some(({ name }) => name === kind)).length);
  expect(suite?.attributes).toMatchObject({
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  });
  return new Map(cases.map((one) => [one.attributes['name'] ?? '', one]));
}

const findKind = (element: XmlElement | undefined) => element?.children[0]?.name;

describe('JUnit XML', () => {
  it('has a failure for a confirmed regression alone, and passes what is accepted or advisory', () => {
    const cases = listCases(regressedVerdict());
    const boot = cases.get('boot-time/container');
    expect(boot?.children[0]).toMatchObject({ name: 'failure', attributes: { type: 'regression' } });
    expect(boot?.children[0]?.text).toContain('Confirmed: An independent run');
    expect(findKind(cases.get('stop-time/container'))).toBe('system-out');
    expect(findKind(cases.get('boot-time.supervise/container'))).toBe('system-out');
    expect(findKind(cases.get('memory-peak/container/file-io'))).toBe('skipped');
    expect([...cases.values()].filter((one) => findKind(one) === 'failure')).toHaveLength(1);
  });

  it('has no failure where the policy does not fail on regressions', () => {
    const cases = listCases(regressedVerdict(makePolicy({ failOn: ['missing'] })));
    expect([...cases.values()].filter((one) => findKind(one) === 'failure' || findKind(one) === 'error')).toEqual([]);
  });

  it('has an error for what is worse and not confirmed', () => {
    const cases = listCases(unconfirmedVerdict());
    expect(cases.get('boot-time/container')?.children[0]).toMatchObject({ name: 'error', attributes: { type: 'unconfirmed' } });
  });

  it('skips what is undecided, and fails nevertheless where the gate fails by it', () => {
    const verdict = undecidedVerdict();
    const cases = listCases(verdict);
    expect(findKind(cases.get('boot-time/vm'))).toBe('skipped');
    expect(verdict.exitCode).toBe(3);
    expect(cases.get('gate')?.children[0]).toMatchObject({ name: 'error', attributes: { type: 'no-decision' } });
  });

  it('has errors for what is missing, but not for parts of a metric', () => {
    const verdict = missingVerdict();
    const cases = listCases(verdict);
    const [whole] = verdict.missing.filter(({ partOf }) => partOf === undefined);
    const [part] = verdict.missing.filter(({ partOf }) => partOf !== undefined);
    expect(cases.get(whole?.id ?? '')?.children[0]).toMatchObject({ name: 'error', attributes: { type: 'missing' } });
    expect(findKind(cases.get(part?.id ?? ''))).toBe('skipped');
  });

  it('is never empty, and fails by itself where nothing was measured', () => {
    const because = 'the candidate has no figure at all';
    const finding = { exitCode: 5, exitName: 'measurement-failed', because } as const;
    const verdict: GateVerdict = { ...passedVerdict(), metrics: [], status: 'failed', exitCode: 5, findings: [finding] };
    expect(listCases(verdict).get('gate')?.children[0]).toMatchObject({ name: 'error', attributes: { message: because } });
    expect([...listCases(passedVerdict()).values()].filter((one) => findKind(one) === 'error')).toEqual([]);
  });

  it('takes hostile text and thousands of metrics', () => {
    expect(listCases(hostileVerdict(regressedVerdict())).size).toBe(2);
    expect(listCases(largeVerdict(5_000)).size).toBeGreaterThan(5_000);
  });
});
