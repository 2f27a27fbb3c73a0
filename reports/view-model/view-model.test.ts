import { describe, expect, test } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { isDetail } from '../../bench/contract/parts.js';
import { hostileEvidence } from '../../tests/evidence-variants.js';
import {
  documentWithoutVm,
  goldenDocument,
  HOSTILE,
  hostileDocument,
  simulatedDocument,
} from '../../tests/simulated-documents.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import type { Figure, ViewModel } from './model.js';
import { buildViewModel } from './view-model.js';

const golden = goldenDocument();
const view = buildViewModel(golden);
const listFigures = ({ sections }: ViewModel): Figure[] =>
  sections.flatMap(({ groups }) => groups.flatMap(({ figures }) => figures));

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

function numbers(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbers) : [];
}

describe('any document', () => {
  const documents: Record<string, () => ResultsDocument> = {
    golden: () => golden,
    'under KVM': () => simulatedDocument({ accelerator: 'kvm', repetitions: 10 }),
    'one repetition': () => simulatedDocument({ repetitions: 1, failEvery: 1000 }),
    'without a VM': documentWithoutVm,
    'every VM trial failed': () => simulatedDocument({ repetitions: 2, failEvery: 1 }),
    hostile: hostileDocument,
    'with all evidence': () => evidenceDocument(),
    'with hostile evidence': () => hostileEvidence(HOSTILE),
    'nothing measured': () => ({ ...golden, trials: [], series: [], comparisons: [], metrics: [], warnings: [] }),
  };
  test.each(Object.entries(documents))('%s: plain data, finite numbers, one printable line each, no percentile', (_, make) => {
    const built = buildViewModel(make());
    expect(JSON.parse(JSON.stringify(built))).toEqual(built);
    expect(numbers(built).every(Number.isFinite)).toBe(true);
    const prose = texts({ ...built, failedTrials: [] });
    expect(prose.filter((text) => /undefined|NaN|Infinity|\[object|[\p{Cc}\u2028\u202e]/u.test(text))).toEqual([]);
    expect(prose.filter((text) => /\bp\d\d/.test(text))).toEqual([]);
  });

  test('it is pure', () => {
    const before = JSON.stringify(golden);
    expect(buildViewModel(golden)).toEqual(view);
    expect(JSON.stringify(golden)).toBe(before);
  });
});

const readText = (document: ResultsDocument, title: string): string | undefined =>
  buildViewModel(document).caveats.find((caveat) => caveat.title === title)?.text;

describe('caveats', () => {
  test('software emulation comes first and gives its reason', () => {
    expect(view.caveats[0]).toMatchObject({ severity: 'severe', title: 'Software emulation, not KVM' });
    expect(view.caveats[0]?.text).toContain('a guest on it stalled');
    expect(view.caveats[0]?.text).toContain('say nothing about');
  });

  test('failed and timed-out trials are counted', () => {
    expect(readText(golden, 'Some trials did not complete')).toMatch(
      /^2 of 49 trials of vm failed.* 2 of 49 trials of vm timed out/,
    );
  });

  test('a KVM run has no banner of emulation', () => {
    const { caveats } = buildViewModel(simulatedDocument({ accelerator: 'kvm', repetitions: 10, failEvery: 1000 }));
    expect(caveats.filter(({ severity }) => severity === 'severe')).toEqual([]);
    expect(caveats.map(({ title }) => title)).toEqual(['Host and guest ran different kernels']);
  });

  test('an environment without a completed trial is named', () => {
    const { caveats } = buildViewModel(simulatedDocument({ repetitions: 2, failEvery: 1, warmupBlocks: 0 }));
    expect(caveats.map(({ title }) => title)).toContain('Virtual machine: no completed trial');
  });

  test('a run without a VM says so', () => {
    expect(buildViewModel(documentWithoutVm()).caveats.map(({ title }) => title)).toEqual(['No virtual machine in this run']);
  });

  test.each([
    ['run-incomplete', 'The run is incomplete'],
    ['image-differs', 'The environments ran different images'],
  ])('the warning %s is severe', (code, title) => {
    const warnings = [...golden.warnings, { code, message: 'm', hint: 'h' }];
    expect(buildViewModel({ ...golden, warnings }).caveats[1]).toEqual({ severity: 'severe', title, text: 'm h' });
  });

  test('each warning is stated once: in a caveat, with its hint once, or in the list', () => {
    const hint = 'Measure again.';
    const warning = (code: string, message: string) => ({ code, message, hint });
    const warnings = [warning('host-busy', 'Busy.'), warning('blocks-contaminated', 'Contaminated.'), warning('swap', 'Swaps.')];
    const document = { ...golden, warnings };
    expect(readText(document, 'The host was noisy')).toBe('Busy. Contaminated. Measure again.');
    expect(buildViewModel(document).warnings).toEqual([warning('swap', 'Swaps.')]);
  });
});

describe('headline', () => {
  const bootRow = view.headline.find(({ metric }) => metric === 'Boot time');

  test('the time to the program first', () => {
    expect(view.headline[0]?.metric).toBe('Time to the program');
  });

  test('a metric in one unit and direction, in one unit, bare, container, VM', () => {
    expect(bootRow?.direction).toBe('lower is better');
    expect(bootRow?.cells.map(({ environment, value, unit }) => [environment, value, unit])).toEqual([
      ['Bare process', '1.01', 'ms'],
      ['Container', '3.78', 'ms'],
      ['Virtual machine', '1,551', 'ms'],
    ]);
  });

  test('ratios to bare and to the container, interval and n', () => {
    const vm = bootRow?.cells[2];
    expect(vm?.ratios.map(({ text }) => text)).toEqual(['1,531× bare', '410× container']);
    expect(vm?.ratios[0]?.spread).toBe('95\u00a0% interval 1,490–1,582×');
    expect([vm?.spread, vm?.sampleSize]).toEqual(['95.1\u00a0% interval 1,499–1,607\u00a0ms', 'n = 44']);
  });

  test('no verdict of an emulated guest is coloured; what does not matter is neither', () => {
    expect(bootRow?.cells[1]?.ratios[0]).toMatchObject({ tone: 'same', verdict: 'shown, within what matters (100\u00a0ms)' });
    expect(bootRow?.cells[2]?.ratios.map(({ verdict, tone }) => [verdict, tone])).toEqual([
      ['emulated, not judged', 'unjudged'],
      ['emulated, not judged', 'unjudged'],
    ]);
  });

  test('per workload the span of ratios and the count of verdicts', () => {
    const throughput = view.headline.find(({ metric }) => metric === 'Throughput');
    expect(throughput?.cells[0]).toMatchObject({ spread: 'reference, 1×', sampleSize: '7 workloads, n = 6' });
    expect(throughput?.cells[1]?.ratios[0]).toMatchObject({
      text: '0.985–0.996× bare',
      verdict: 'no difference of 5\u00a0% in all 7 workloads',
    });
  });

  test('below n = 6 a range and no interval', () => {
    const [row] = buildViewModel(simulatedDocument({ repetitions: 3, failEvery: 1000 })).headline.filter(
      ({ metric }) => metric === 'Memory when idle',
    );
    expect(row?.cells[1]?.spread).toMatch(/^range [\d.]+–[\d.]+\u00a0MiB$/);
    expect(row?.cells[1]?.ratios[0]).toMatchObject({
      spread: '',
      verdict: expect.stringContaining('too few to be sure'),
    });
  });

  test('what was not measured is a dash, never a zero', () => {
    const series = golden.series.filter(
      ({ metricId, environmentId }) => metricId !== 'time-to-program' || environmentId !== 'container',
    );
    const cell = buildViewModel({ ...golden, series }).headline[0]?.cells[1];
    expect(cell).toMatchObject({ value: '–', sampleSize: 'not measured', ratios: [] });
  });
});

describe('charts', () => {
  test('every figure has a unique id, a description, and a table of its own or of its group', () => {
    const figures = listFigures(view);
    expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length);
    for (const { id, description } of figures) expect([/^[a-z0-9-]+$/.test(id), description.length > 20]).toEqual([true, true]);
    for (const { groups } of view.sections)
      for (const group of groups) expect(group.table !== null || group.figures.every(({ table }) => table !== null)).toBe(true);
  });

  test('all parts of a start follow each other in one bar, and what the VM dwarfs is magnified', () => {
    const [whole, magnified] = listFigures(view).filter(({ chart }) => chart.kind === 'stack');
    expect(whole?.title).toBe('Time to the program by part');
    expect(whole?.finding).toMatch(
      /^Bare process 40\.1\sms, most of it workload start time; container .*; virtual machine [\d,]+\sms \(emulated\)/,
    );
    expect(whole?.table?.rows.map(({ header }) => header)).toEqual([
      'Launch',
      'Isolate',
      'Supervise',
      'VMM',
      'Firmware and kernel',
      'Init',
      'Workload start time',
      'Total',
    ]);
    expect(magnified?.title).toBe('The same, magnified: bare process and container only');
  });

  test('every value of every series that is judged or pooled is drawn once among the samples, of the others there is a table', () => {
    const strips = listFigures(view).flatMap(({ chart }) => (chart.kind === 'strip' ? chart.rows : []));
    const isDrawn = (metricId: string, workloadId: string | undefined) =>
      golden.metrics.some(
        (one) => one.id === metricId && !isDetail(one) && (one.direction !== 'neutral' || workloadId === undefined),
      );
    const expected = golden.series
      .filter(({ metricId, workloadId }) => isDrawn(metricId, workloadId))
      .reduce((sum, { points }) => sum + points.length, 0);
    expect(strips.reduce((sum, { points }) => sum + points.length, 0)).toBe(expected);
    const folded = view.sections.flatMap(({ groups }) => groups.filter(({ isFolded }) => isFolded));
    expect(folded.every(({ figures, tables }) => figures.length === 0 && tables.length === 1)).toBe(true);
  });

  test('all values that count lie on their axes', () => {
    for (const { id, chart } of listFigures(view)) {
      if (chart.kind !== 'strip') continue;
      expect([id, chart.rows.length > 0]).toEqual([id, true]);
      const values = chart.rows.flatMap(({ points, median }) => [median, ...points.map(({ value }) => value)]);
      expect(values.every((value) => value >= chart.axis.min && value <= chart.axis.max)).toBe(true);
    }
  });
});

test('failed trials are listed with step, deadline and message', () => {
  expect(view.failedTrials).toHaveLength(4);
  expect(view.failedTrials[0]).toMatchObject({
    environment: 'Virtual machine',
    status: 'timed out in boot after 30.0\u00a0s',
    message: 'the guest did not reach the supervisor within 30 s',
  });
});

test('the method names clock, seed, definitions and every comparison that is judged', () => {
  expect(view.method.notes.find(({ label }) => label === 'Order')?.value).toContain('seed 20260115');
  expect(view.method.definitions.rows.length).toBe(golden.metrics.length);
  const informational = new Set(golden.metrics.flatMap(({ id, direction }) => (direction === 'neutral' ? [id] : [])));
  const judged = golden.comparisons.filter(({ metricId }) => !informational.has(metricId));
  expect(view.method.comparisons.rows.length).toBe(judged.length);
});

test('several environments of one kind are told apart by id and colour', () => {
  const second = golden.environments.flatMap((one) => (one.id === 'vm' ? [{ ...one, id: 'vm-full' }] : []));
  const { environments } = buildViewModel({ ...golden, environments: [...golden.environments, ...second] });
  expect(environments.map(({ name, slot }) => [name, slot])).toEqual([
    ['Bare process', 0],
    ['Container', 1],
    ['Virtual machine (vm)', 2],
    ['Virtual machine (vm-full)', 3],
  ]);
});
