/** Every exit code of a gate through the command line, with documents that no host measured. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ResultsDocument, resultsDocument } from '../bench/contract/document.js';
import { type GateVerdict, parseVerdict } from '../bench/contract/verdict.js';
import { twinbenchHere } from './in-process.js';
import { scratchFolder } from './scratch.js';
import { interleavedDocument } from './simulated-arms.js';
import { simulatedDocument } from './simulated-documents.js';
import { twinbench } from './twinbench.js';

const folder = scratchFolder('twinbench-gate-');

let count = 0;

/** A results folder with this document, or with any text. */
async function stored(content: ResultsDocument | string): Promise<string> {
  count += 1;
  const own = path.join(folder, `run-${String(count)}`);
  await mkdir(own);
  await writeFile(path.join(own, 'results.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return own;
}

interface Gated {
  readonly code: number | null;
  readonly said: string;
  /** Undefined when it left none. */
  readonly verdict: GateVerdict | undefined;
}

async function gate(...words: readonly string[]): Promise<Gated> {
  return gateBy(twinbenchHere, words);
}

async function gateBy(start: typeof twinbenchHere | typeof twinbench, words: readonly string[]): Promise<Gated> {
  count += 1;
  const output = path.join(folder, `verdict-${String(count)}`);
  const { code, stdout, stderr } = await start(['gate', ...words, '--output', output]);
  const file = path.join(output, 'verdict.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const verdict = text === undefined ? undefined : parseVerdict(text, file);
  expect(verdict?.exitCode ?? code, 'the process and its verdict agree').toBe(code);
  return { code, said: stdout.toString() + stderr, verdict };
}

/** And `later`: two runs of the same kind that differ by chance alone. */
const simulated = (seed: number) => simulatedDocument({ seed, repetitions: 12, accelerator: 'kvm', failEvery: 1_000_000 });
const [MEASURED, LATER] = [simulated(5), simulated(6)];
const measured = () => MEASURED;
const later = (change: (document: ResultsDocument) => ResultsDocument) =>
  stored(change({ ...LATER, run: { ...LATER.run, id: 'later' } }));

describe('the exit code reaches the shell', () => {
  it.each([
    [0, ['nowhere', '--no-require-baseline']],
    [2, ['nowhere', '--fail-on', 'regresion']],
    [4, ['nowhere']],
  ])('%i', async (code, [name = '', ...words]) => {
    expect((await gateBy(twinbench, [await stored(measured()), '--baseline', name, ...words])).code).toBe(code);
  });

  it('of a regression', async () => {
    const [run, again] = [
      await stored(interleavedDocument({ seed: 2, slowdown: 1.3 })),
      await stored(interleavedDocument({ seed: 3, slowdown: 1.3 })),
    ];
    expect(await gateBy(twinbench, [run, run, '--confirmation', again])).toMatchObject({ code: 1 });
  });
});

describe('the interleaved design', () => {
  it('ends with 0 when nothing changed', async () => {
    const run = await stored(interleavedDocument({ seed: 1, slowdown: 1 }));
    expect(await gate(run, run)).toMatchObject({ code: 0, verdict: { status: 'pass', design: 'paired' } });
  });

  it('ends with 3 when it got slower in one measurement, and with 1 once another confirms it', async () => {
    const run = await stored(interleavedDocument({ seed: 2, slowdown: 1.3 }));
    const again = await stored(interleavedDocument({ seed: 3, slowdown: 1.3 }));
    const refuting = await stored(interleavedDocument({ seed: 4, slowdown: 1 }));
    expect(await gate(run, run)).toMatchObject({ code: 3, verdict: { status: 'undecided' } });
    const confirmed = await gate(run, run, '--confirmation', again);
    expect(confirmed).toMatchObject({ code: 1, verdict: { status: 'regressed', exitName: 'regression' } });
    expect(confirmed.said).toMatch(/regress/i);
    const refuted = await gate(run, run, '--confirmation', refuting);
    expect(refuted).toMatchObject({ code: 0, verdict: { status: 'pass' } });
  });

  it('gives the same bytes for the same input', async () => {
    const run = await stored(interleavedDocument({ seed: 2, slowdown: 1.3 }));
    const [first, second] = [await gate(run, run, '--json'), await gate(run, run, '--json')];
    expect(JSON.stringify(second.verdict)).toBe(JSON.stringify(first.verdict));
  });

  it('fails on what is open only where it is told to', async () => {
    const run = await stored(interleavedDocument({ seed: 7, slowdown: 1.02, repetitions: 6 }));
    expect((await gate(run, run)).code).toBe(0);
    expect(await gate(run, run, '--fail-on', 'regression,missing,inconclusive')).toMatchObject({ code: 3 });
  });
});

describe('two runs', () => {
  it('of the same thing pass, and single ones claim nothing', async () => {
    const result = await gate(await stored(measured()), await later((document) => document));
    expect(result).toMatchObject({ code: 0, verdict: { design: 'runs' } });
    expect(result.verdict?.metrics.every(({ status }) => status !== 'regressed')).toBe(true);
  });

  it.each<[string, (document: ResultsDocument) => ResultsDocument, RegExp]>([
    [
      'a renamed workload',
      (document) => resultsDocument.parse(JSON.parse(JSON.stringify(document).replaceAll('"json"', '"yaml"'))),
      /missing or renamed.*json/s,
    ],
    [
      'a removed environment',
      (document) => ({
        ...document,
        environments: document.environments.filter(({ id }) => id !== 'vm'),
        trials: document.trials.filter(({ environmentId }) => environmentId !== 'vm'),
      }),
      /missing.*vm/s,
    ],
    [
      'another unit',
      (document) => ({
        ...document,
        metrics: document.metrics.map((one) => (one.id === 'boot-time' ? { ...one, unit: 'ratio' as const } : one)),
      }),
      /unit/,
    ],
    [
      'another version of a workload',
      (document) => ({
        ...document,
        workloads: document.workloads.map((one) => (one.id === 'json' ? { ...one, version: '2' } : one)),
      }),
      /workload json changed/,
    ],
    [
      'another host',
      (document) => ({
        ...document,
        host: { ...document.host, fingerprint: 'ffffffffffffffff', cpu: { ...document.host.cpu, model: 'Other' } },
      }),
      /host/,
    ],
    [
      'another accelerator',
      (document) => ({
        ...document,
        environments: document.environments.map((one) =>
          one.vm ? { ...one, vm: { ...one.vm, accelerator: 'tcg' as const } } : one,
        ),
      }),
      /emulation and KVM/,
    ],
  ])('with %s end with 4', async (_, change, words) => {
    const result = await gate(await stored(measured()), await later(change));
    expect(result).toMatchObject({ code: 4, verdict: { status: 'not-comparable' } });
    expect(result.said).toMatch(words);
  });

  it('of which the later has one workload more in its program and its image pass, with a remark', async () => {
    const grown = await later((document) => ({
      ...document,
      environments: document.environments.map((one) => ({ ...one, imageDigest: `sha256:${'0'.repeat(64)}` })),
      workloads: document.workloads.map((one) => ({ ...one, digest: `sha256:${'0'.repeat(64)}` })),
    }));
    const before = await stored(measured());
    expect((await twinbench(['compare', before, grown])).code).toBe(0);
    const result = await gate(before, grown);
    expect(result).toMatchObject({ code: 0, verdict: { status: 'pass', notComparable: [] } });
    expect(result.said.replace(/\s+/g, ' ')).toContain(
      'The program that holds the workloads changed; the version and parameters of',
    );
    expect(result.said).toContain('ran different images');
  });

  it('of different hosts are compared where that is asked for, and claim nothing', async () => {
    const other = await later((document) => ({ ...document, host: { ...document.host, fingerprint: 'ffffffffffffffff' } }));
    const result = await gate(await stored(measured()), other, '--allow-host-mismatch');
    expect(result.code).toBe(0);
    expect(result.verdict?.metrics.some(({ verdict }) => verdict.status === 'worse')).toBe(false);
  });

  it('of which the candidate failed throughout end with 5', async () => {
    const failed = await later((document) => ({
      ...document,
      trials: document.trials.map((trial) =>
        trial.environmentId === 'vm'
          ? {
              ...trial,
              measurements: [],
              outcome: { status: 'failed' as const, code: 'launch-failed', message: 'no', detail: '' },
            }
          : trial,
      ),
    }));
    expect(await gate(await stored(measured()), failed)).toMatchObject({ code: 5, verdict: { status: 'failed' } });
  });

  it('of which the candidate, or both, have no figure end with 5', async () => {
    const empty = (document: ResultsDocument): ResultsDocument => ({ ...document, trials: [], series: [], comparisons: [] });
    expect(await gate(await stored(measured()), await later(empty))).toMatchObject({ code: 5 });
    expect(await gate(await stored(empty(measured())), await later(empty))).toMatchObject({ code: 5 });
  });
});

describe('a baseline', () => {
  it('that is missing ends with 4, and passes only where none is required', async () => {
    const candidate = await stored(measured());
    expect(await gate(candidate, '--baseline', 'nowhere')).toMatchObject({ code: 4, verdict: { status: 'not-comparable' } });
    expect(await gate(candidate, '--baseline', 'nowhere', '--no-require-baseline')).toMatchObject({ code: 0 });
  });

  it('may be a folder of several runs', async () => {
    const many = path.join(folder, 'many');
    for (const seed of [11, 12, 13]) {
      const document = simulatedDocument({ seed, repetitions: 6, accelerator: 'kvm', failEvery: 1_000_000 });
      await mkdir(path.join(many, String(seed)), { recursive: true });
      await writeFile(path.join(many, String(seed), 'results.json'), JSON.stringify(document));
    }
    const result = await gate(many, many);
    expect(result.verdict?.baseline.runs).toHaveLength(3);
    expect(result.code).toBe(0);
  });
});

describe('wrong input ends with 2, leaves a verdict that says so, and never with 0', () => {
  const WHOLE = JSON.stringify(measured());

  it.each([
    ['an empty file', '', /empty/],
    ['a truncated file', WHOLE.slice(0, WHOLE.length / 2), /cut off/],
    ['something else than JSON', 'hello', /not JSON/],
    ['another kind of file', '{"schemaVersion":1,"exitCode":0}', /./],
    ['a newer schema', JSON.stringify({ ...measured(), schemaVersion: 99 }), /99/],
  ])('%s as candidate', async (_, text, words) => {
    const result = await gate(await stored(measured()), await stored(text));
    expect(result).toMatchObject({ code: 2, verdict: { status: 'failed', exitCode: 2 } });
    expect(result.said).toMatch(words);
  });

  it.each([
    ['a pattern that matches nothing', { metrics: [{ match: 'boot-tyme/*', gate: 'block' }] }, /boot-tyme/],
    ['an unknown key', { metrics: [], treshold: 5 }, /treshold/],
    [
      'an acceptance that has expired',
      { accepted: [{ match: 'boot-time/*', maxIncrease: 0.1, until: '2020-01-01', reason: 'once' }] },
      /expired/,
    ],
    ['a newer version', { schemaVersion: 99 }, /99/],
  ])('a policy with %s', async (_, policy, words) => {
    const file = path.join(folder, 'policy.json');
    await writeFile(file, JSON.stringify({ schemaVersion: 1, ...policy }));
    const result = await gate(await stored(measured()), await later((document) => document), '--policy', file);
    expect(result).toMatchObject({ code: 2, verdict: { exitName: 'usage-error' } });
    expect(result.said).toMatch(words);
  });

  it.each([
    [['no-such-folder', 'neither-this'], /no-such-folder|neither-this/],
    [[], /name a baseline and a candidate/],
    [['a', 'b', '--baseline', 'c'], /name the baseline once/],
    [['a', 'b', '--design', 'duet'], /duet/],
    [['a', 'b', '--fail-on', 'regresion'], /regression/],
    [['a', 'b', '--policy', 'no-such-policy.json'], /no-such-policy/],
  ])('%j', async (words, message) => {
    const result = await gate(...words);
    expect(result.code).toBe(2);
    expect(result.said).toMatch(message);
  });
});

describe('compare', () => {
  it('ends with 0 whatever the figures say, and says what they say', async () => {
    const run = await stored(interleavedDocument({ seed: 2, slowdown: 1.3 }));
    const { code, stdout } = await twinbenchHere(['compare', run, run]);
    expect({ code, text: stdout.toString() }).toMatchObject({ code: 0, text: expect.stringContaining('worse') });
  });

  it('ends with 4 where nothing can be compared', async () => {
    const other = await later((document) => ({ ...document, host: { ...document.host, fingerprint: 'ffffffffffffffff' } }));
    expect((await twinbenchHere(['compare', await stored(measured()), other])).code).toBe(4);
  });
});

describe('plan', () => {
  it('says how many pairs an effect needs, and more for a smaller one', async () => {
    const run = await stored(measured());
    const pairs = async (target: string): Promise<number> => {
      const { code, stdout, stderr } = await twinbenchHere(['plan', run, '--metric', 'boot-time', '--target', target, '--json']);
      expect(code, stderr).toBe(0);
      const { rows } = JSON.parse(stdout.toString()) as { rows: { pairs: number }[] };
      return Math.max(...rows.map((row) => row.pairs));
    };
    expect(await pairs('3%')).toBeGreaterThan(await pairs('20%'));
  });

  it('fits 80 columns, the long names of workloads too', async () => {
    const { code, stdout, stderr } = await twinbenchHere(['plan', await stored(measured()), '--metric', 'throughput']);
    expect(code, stderr).toBe(0);
    expect(stdout.toString()).toContain(' × ');
    expect(
      Math.max(
        ...stdout
          .toString()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('refuses a metric that is not there', async () => {
    const { code, stderr } = await twinbenchHere(['plan', await stored(measured()), '--metric', 'boot-tyme']);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('boot-time') });
  });
});
