import { describe, expect, it } from 'vitest';
import { gateDocument, noisy, SIZE } from '../../tests/gate-documents.js';
import { GENERATOR, HOST } from '../../tests/simulated-facts.js';
import type { ResultsDocument } from '../contract/document.js';
import { DEFAULT_POLICY, type Policy } from '../contract/policy.js';
import { parseVerdict } from '../contract/verdict.js';
import { bootTime } from '../metrics/boot-time.js';
import { type GateInput, gate, makeUsageVerdict } from './gate.js';

const PAIRS = 20;

/** Both sides in one run: the environments `container` and `vm` stand for two revisions of one environment. */
const PAIRED = [{ id: 'arm', baseline: 'container', candidate: 'vm' }];

function input(baseline: ResultsDocument[], candidate: ResultsDocument[], rest: Partial<GateInput> = {}): GateInput {
  return {
    baseline: { documents: baseline },
    candidate: { documents: candidate },
    design: 'auto',
    policy: DEFAULT_POLICY,
    today: '2026-01-15',
    generator: GENERATOR,
    seed: 1,
    ...rest,
  };
}

const makePolicy = (members: Partial<Policy>): Policy => ({ ...DEFAULT_POLICY, ...members });

/** Two documents whose blocks were interleaved: each revision wrote its own. */
function interleaved(factor: number, figures: Record<string, number[]> = {}, rest: Partial<GateInput> = {}): GateInput {
  const own = gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.2), ...figures }, { runId: 'base' });
  const other = gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.2 * factor, 0.01, 3), ...figures }, { runId: 'head' });
  return input([own], [other], { design: 'paired', ...rest });
}

describe('a gate of interleaved runs', () => {
  it('passes what is equivalent', () => {
    const verdict = gate(interleaved(1));
    expect(verdict).toMatchObject({ status: 'pass', exitCode: 0, exitName: 'pass', design: 'paired', looks: [10, 20, 40] });
    expect(verdict.metrics[0]).toMatchObject({ id: 'boot-time/vm', gate: 'block', status: 'pass', pairs: PAIRS, look: 2 });
    expect(verdict.metrics[0]?.verdict.status).toBe('equivalent');
    expect(verdict.reason).toBe('pass: no regression in 1 blocking metric: 1 without a difference');
  });

  it('does not decide on one measurement that is worse, and says what it found', () => {
    const verdict = gate(interleaved(1.2));
    expect(verdict).toMatchObject({ status: 'undecided', exitCode: 3, exitName: 'no-decision' });
    const [metric] = verdict.metrics;
    expect(metric).toMatchObject({ status: 'unconfirmed', verdict: { status: 'worse' } });
    expect(metric?.effect).toBeCloseTo(0.2, 1);
    expect(metric?.interval?.low).toBeGreaterThan(0.18);
    expect(metric?.blocks).toHaveLength(PAIRS);
    expect(verdict.reason).toMatch(
      /^no-decision: worse in one measurement, not yet confirmed by another: boot-time\/vm \+(19|20)/,
    );
  });

  it('calls it a regression once an independent measurement shows the same', () => {
    const { baseline, candidate } = interleaved(1.2);
    const confirmation = { baseline: baseline.documents, candidate: candidate.documents };
    const verdict = gate(interleaved(1.2, {}, { confirmation }));
    expect(verdict).toMatchObject({ status: 'regressed', exitCode: 1, exitName: 'regression' });
    expect(verdict.metrics[0]?.confirmation).toMatchObject({ confirmed: true, alpha: 0.05, runIds: ['head'] });
  });

  it('and clears it when the second measurement does not', () => {
    const { baseline } = interleaved(1);
    const confirmation = { baseline: baseline.documents, candidate: baseline.documents };
    const verdict = gate(interleaved(1.2, {}, { confirmation }));
    expect(verdict).toMatchObject({ status: 'pass', exitCode: 0 });
    expect(verdict.metrics[0]).toMatchObject({
      status: 'undecided',
      verdict: { status: 'inconclusive' },
      confirmation: { confirmed: false },
    });
  });

  it('blocks on one measurement where the policy says so', () => {
    const verdict = gate(interleaved(1.2, {}, { policy: makePolicy({ unconfirmed: 'regressed' }) }));
    expect(verdict).toMatchObject({ exitCode: 1, reason: expect.stringMatching(/^regression: 1 regression: boot-time\/vm \+/) });
  });

  it('knows that more throughput is better', () => {
    const down = { 'throughput/vm/json': noisy(PAIRS, 80) };
    const base = gateDocument({ 'throughput/vm/json': noisy(PAIRS, 100, 0.01, 3) }, { runId: 'base' });
    const worse = gate(input([base], [gateDocument(down, { runId: 'head' })], { design: 'paired' })).metrics[0];
    expect(worse).toMatchObject({ id: 'throughput/vm/json', workloadId: 'json', verdict: { status: 'worse' } });
    expect(worse?.effect).toBeCloseTo(-0.2, 1);
    const better = gate(input([gateDocument(down, { runId: 'base' })], [base], { design: 'paired' })).metrics[0];
    expect(better).toMatchObject({ status: 'pass', verdict: { status: 'better' } });
  });

  it('pairs two environments of one run', () => {
    const document = gateDocument({ 'boot-time/container': noisy(PAIRS, 0.1), 'boot-time/vm': noisy(PAIRS, 0.15, 0.01, 3) });
    const verdict = gate(input([document], [document], { pairs: PAIRED }));
    expect(verdict.metrics.map(({ id, pairs }) => [id, pairs])).toEqual([]);
    expect(verdict.notComparable[0]).toMatchObject({
      id: 'boot-time/arm',
      because: expect.stringContaining('emulation and KVM'),
    });
  });

  it('says how many pairs it would need when there are too few', () => {
    const own = gateDocument({ 'boot-time/vm': noisy(5, 0.2) }, { runId: 'base' });
    const other = gateDocument({ 'boot-time/vm': noisy(5, 0.4, 0.01, 3) }, { runId: 'head' });
    const [metric] = gate(input([own], [other], { design: 'paired' })).metrics;
    expect(metric?.verdict).toMatchObject({ status: 'inconclusive', because: expect.stringContaining('which needs 10.') });
  });

  it('gives the same bytes for the same input, which its own reader accepts', () => {
    const text = JSON.stringify(gate(interleaved(1.2)));
    expect(JSON.stringify(gate(interleaved(1.2)))).toBe(text);
    expect(parseVerdict(text, 'verdict.json')).toEqual(JSON.parse(text));
  });
});

describe('nothing passes silently', () => {
  const figures = { 'boot-time/vm': noisy(PAIRS, 0.2), 'stop-time/vm': noisy(PAIRS, 0.01) };
  const base = gateDocument(figures, { runId: 'base' });

  it('a metric that is missing', () => {
    const head = gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.2) }, { runId: 'head' });
    const verdict = gate(input([base], [head], { design: 'paired' }));
    expect(verdict).toMatchObject({ exitCode: 4, status: 'not-comparable', missing: [{ id: 'stop-time/vm' }] });
    expect(verdict.reason).toBe('not-comparable: missing or renamed in the candidate: stop-time/vm');
    expect(gate(input([base], [head], { design: 'paired', failOn: ['regression'] })).exitCode).toBe(0);
  });

  it('a metric that is new is told, and fails nothing', () => {
    const head = gateDocument({ ...figures, 'throughput/vm/json': noisy(PAIRS, 100) }, { runId: 'head' });
    const verdict = gate(input([base], [head], { design: 'paired' }));
    expect(verdict).toMatchObject({ exitCode: 0, added: [{ id: 'throughput/vm/json' }] });
    expect(verdict.warnings.map(({ code }) => code)).toEqual(['added']);
  });

  it('a unit, a workload, a host or an accelerator that changed', () => {
    const own = { 'boot-time/vm': noisy(PAIRS, 0.2), 'throughput/vm/json': noisy(PAIRS, 100) };
    const inBytes = [{ ...bootTime.definition, unit: 'byte' as const }];
    const heads = [
      [
        gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.2) }, { metrics: inBytes }),
        'The unit of boot-time changed: second, then byte.',
      ],
      [
        gateDocument({ 'throughput/vm/json': noisy(PAIRS, 100) }, { workload: { version: '2' } }),
        'The workload json changed: version 1, then version 2.',
      ],
      [gateDocument(figures, { host: { fingerprint: 'other', cpu: { ...HOST.cpu, model: 'Other CPU' } } }), 'Other CPU'],
      [gateDocument(figures, { accelerator: 'tcg' }), 'emulation and KVM are never compared'],
    ] as const;
    for (const [head, because] of heads) {
      const verdict = gate(input([gateDocument(own, { runId: 'base' })], [head], { design: 'paired' }));
      expect(verdict).toMatchObject({ exitCode: 4, status: 'not-comparable' });
      expect(verdict.notComparable[0]?.because).toContain(because);
    }
  });

  it('another host, when that is allowed, is compared and claims nothing', () => {
    const head = gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.4, 0.01, 3) }, { runId: 'head', host: { fingerprint: 'other' } });
    const own = gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.2) }, { runId: 'base' });
    const verdict = gate(input([own], [head], { design: 'paired', allowHostMismatch: true }));
    expect(verdict).toMatchObject({ exitCode: 0, metrics: [{ status: 'undecided', verdict: { status: 'inconclusive' } }] });
    expect(verdict.metrics[0]?.warnings[0]?.code).toBe('host-differs');
  });

  it('an environment of which no trial completed', () => {
    const head = gateDocument({ 'stop-time/vm': noisy(PAIRS, 0.01) }, { runId: 'head' });
    const failed = gateDocument({}, { runId: 'head', failed: ['vm'] });
    expect(gate(input([base], [failed], { design: 'paired' }))).toMatchObject({
      exitCode: 5,
      status: 'failed',
      exitName: 'measurement-failed',
    });
    expect(gate(input([base], [gateDocument({})], { design: 'paired' })).exitCode).toBe(5);
    expect(gate(input([gateDocument({})], [head], { design: 'paired' })).exitCode).toBe(4);
    expect(gate(input([gateDocument({})], [gateDocument({})], { design: 'paired' })).exitCode).toBe(5);
  });

  it('emulation, and trials that failed, are told beside the figures', () => {
    const emulated = (runId: string, failed: string[]) =>
      gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.2) }, { runId, accelerator: 'tcg', failed });
    const [metric] = gate(input([emulated('base', [])], [emulated('head', ['vm'])], { design: 'paired' })).metrics;
    expect(metric?.warnings.map(({ code }) => code)).toEqual(['emulated', 'trials-failed']);
    expect(metric?.warnings[1]?.message).toContain(
      '1 of 21 trials of the candidate failed or timed out; of the baseline 0 of 20',
    );
  });

  it('zeros, which have no ratio', () => {
    const zero = gateDocument({ 'boot-time/vm': noisy(PAIRS, 0) }, { runId: 'base' });
    const head = gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.2) }, { runId: 'head' });
    const verdict = gate(input([zero], [head], { design: 'paired' }));
    expect(verdict).toMatchObject({ exitCode: 4, notComparable: [{ because: expect.stringContaining('scale "difference"') }] });
    const difference = makePolicy({ metrics: [{ match: 'boot-time', scale: 'difference' }] });
    const [metric] = gate(input([zero], [head], { design: 'paired', policy: difference })).metrics;
    expect(metric).toMatchObject({ scale: 'difference', verdict: { status: 'worse' } });
    expect(metric?.effect).toBeCloseTo(0.2, 1);
  });

  it('a gate that no metric can fail', () => {
    const verdict = gate(interleaved(1.2, {}, { policy: makePolicy({ defaults: { gate: 'advisory' } }) }));
    expect(verdict).toMatchObject({ exitCode: 0, warnings: [{ code: 'nothing-blocks' }] });
    expect(verdict.reason).toContain('no metric blocks');
  });

  it('a regression beside what cannot be compared ends with the regression, and lists both', () => {
    const { baseline, candidate } = interleaved(1.2);
    const confirmation = { baseline: baseline.documents, candidate: candidate.documents };
    const own = gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.2), 'stop-time/vm': noisy(PAIRS, 1) }, { runId: 'base' });
    const verdict = gate(input([own], [...candidate.documents], { design: 'paired', confirmation }));
    expect(verdict.exitCode).toBe(1);
    expect(verdict.findings.map(({ exitCode }) => exitCode)).toEqual([1, 4]);
  });

  it('what could not even begin leaves a verdict of its own', () => {
    expect(makeUsageVerdict(interleaved(1), 'no such\nfile')).toMatchObject({
      status: 'failed',
      exitCode: 2,
      reason: 'usage-error: no such file',
    });
  });
});

describe('the policy of a gate', () => {
  const accept = (match: string, maxIncrease: number, until = '2026-12-31') =>
    makePolicy({ unconfirmed: 'regressed', accepted: [{ match, maxIncrease, until, reason: 'new kernel' }] });

  it('lets pass what was accepted, up to its size and day', () => {
    const verdict = gate(interleaved(1.2, {}, { policy: accept('boot-time/vm', 0.25) }));
    expect(verdict).toMatchObject({
      exitCode: 0,
      metrics: [{ status: 'accepted', accepted: { reason: 'new kernel', maxIncrease: 0.25 } }],
    });
    expect(gate(interleaved(1.2, {}, { policy: accept('boot-time/vm', 0.1) })).exitCode).toBe(1);
    expect(gate(interleaved(1.2, {}, { policy: accept('boot-time/vm', 0.25), today: '2026-12-31' })).exitCode).toBe(0);
    expect(() => gate(interleaved(1.2, {}, { policy: accept('boot-time/vm', 0.25), today: '2027-01-01' }))).toThrow(
      /twinbench\.policy\.json: the accepted change of "boot-time\/vm" \(new kernel\) expired on 2026-12-31/,
    );
  });

  it('is refused when a pattern matches nothing', () => {
    expect(() => gate(interleaved(1, {}, { policy: accept('boot-tim/vm', 0.1), fileName: 'p.json' }))).toThrow(
      /^p\.json: the pattern "boot-tim\/vm" matches nothing in baseline or candidate\. .*boot-time\/vm/,
    );
    const neutral = makePolicy({ metrics: [{ match: 'memory-cache', gate: 'block' }] });
    expect(() => gate(interleaved(1, { 'memory-cache/vm': noisy(PAIRS, 1) }, { policy: neutral }))).toThrow(
      /neither more nor less is better/,
    );
  });

  it('turns metrics off and lets later rules win', () => {
    const policy = makePolicy({
      metrics: [
        { match: 'boot-time/*', gate: 'block', noiseFloor: 0.3 },
        { match: '*/vm', gate: 'off' },
      ],
    });
    expect(gate(interleaved(2, {}, { policy })).metrics).toEqual([]);
  });

  it('needs more than its noise floor, and more than calibration or policy let be claimed', () => {
    const wide = makePolicy({ defaults: { noiseFloor: 0.3 } });
    expect(gate(interleaved(1.2, {}, { policy: wide })).metrics[0]?.verdict.status).not.toBe('worse');
    const absolute = makePolicy({ defaults: { minimumAbsolute: 0.1 } });
    const [metric] = gate(interleaved(1.2, {}, { policy: absolute })).metrics;
    expect(metric).toMatchObject({
      verdict: { status: 'inconclusive' },
      margins: { minimumAbsolute: 0.1, minimumAbsoluteFrom: 'policy' },
    });
    expect(metric?.verdict.because).toContain('smaller than the margin that policy sets');
  });

  it('takes the absolute margin from the calibration of this host', () => {
    const calibration = makeCalibration(0.1);
    const own = gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.2) }, { runId: 'base' });
    const head = (found?: ResultsDocument['calibration']) =>
      gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.24, 0.01, 3) }, { runId: 'head', ...(found && { calibration: found }) });
    expect(gate(input([own], [head()], { design: 'paired' })).metrics[0]?.verdict.status).toBe('worse');
    const [metric] = gate(input([own], [head(calibration)], { design: 'paired' })).metrics;
    expect(metric).toMatchObject({
      verdict: { status: 'inconclusive' },
      margins: { minimumAbsolute: 0.1, minimumAbsoluteFrom: 'calibration' },
    });
  });

  it('takes no margin from the calibration of other code than measured the candidate', () => {
    const own = gateDocument(
      { 'boot-time/vm': noisy(PAIRS, 0.2) },
      { runId: 'base', calibration: { ...makeCalibration(0.1), measuredBy: 'a' } },
    );
    const head = gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.24, 0.01, 3) }, { runId: 'head' });
    const marginFor = (codeDigest: string) => {
      const candidate = { ...head, generator: { ...head.generator, codeDigest } };
      return gate(input([own], [candidate], { design: 'paired' })).metrics[0]?.margins.minimumAbsoluteFrom;
    };
    expect([marginFor('a'), marginFor('b')]).toEqual(['calibration', undefined]);
  });

  it('counts any change of an exact metric', () => {
    const policy = makePolicy({ metrics: [{ match: 'size', gate: 'block', scale: 'exact' }] });
    const size = (bytes: number, runId: string) => gateDocument({ 'size/vm': [bytes] }, { runId, metrics: [SIZE] });
    expect(gate(input([size(1000, 'a')], [size(1001, 'b')], { policy })).exitCode).toBe(1);
    expect(gate(input([size(1000, 'a')], [size(1000, 'b')], { policy })).exitCode).toBe(0);
  });

  it('fails by no part that cannot be compared', () => {
    const verdict = (partOf: string | undefined) => {
      const metrics = [SIZE, { ...SIZE, id: 'piece', partOf }];
      const own = (runId: string) =>
        gateDocument({ 'size/vm': noisy(PAIRS, 5), 'piece/vm': noisy(PAIRS, 0) }, { runId, metrics });
      return gate(input([own('a')], [own('b')], { design: 'paired' }));
    };
    expect(verdict('size')).toMatchObject({ exitCode: 0, notComparable: [{ metricId: 'piece', partOf: 'size' }] });
    expect(verdict(undefined)).toMatchObject({ exitCode: 4, notComparable: [{ metricId: 'piece' }] });
  });

  it('fails on what is undecided or contaminated only when told to', () => {
    const own = gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.2) }, { runId: 'base' });
    const head = gateDocument({ 'boot-time/vm': noisy(PAIRS, 0.4, 0.01, 3) }, { runId: 'head', contaminatedBlocks: [1, 2] });
    const contaminated = (failOn?: GateInput['failOn']) =>
      gate(input([own], [head], { design: 'paired', ...(failOn && { failOn }) }));
    expect(contaminated()).toMatchObject({
      exitCode: 0,
      metrics: [{ status: 'undecided', warnings: [{ code: 'contaminated' }] }],
    });
    expect(contaminated(['contaminated'])).toMatchObject({ exitCode: 3, status: 'undecided' });
    expect(contaminated(['inconclusive']).exitCode).toBe(3);
  });
});

function makeCalibration(errorSeconds: number): NonNullable<ResultsDocument['calibration']> {
  return {
    runId: 'c',
    measuredAt: '2026-01-01T00:00:00.000Z',
    fingerprint: HOST.fingerprint,
    entries: [
      {
        environmentId: 'vm',
        quantity: 'boot-delay-init-200ms',
        title: '',
        metricId: 'boot-time',
        unit: 'second',
        trueValue: 0.2,
        n: 10,
        measured: 0.2 + errorSeconds,
        error: { estimate: errorSeconds },
        scale: 'absolute',
      },
    ],
    ownCost: [],
    selfComparisons: [],
  };
}
