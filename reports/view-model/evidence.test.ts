/** What calibration, scenarios and memory look like in a report: present, absent, and at their extremes. */
import { describe, expect, test } from 'vitest';
import { resultsDocument } from '../../bench/contract/document.js';
import { documentWithoutEvidence } from '../../tests/evidence-variants.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { findSection, listFigures, listTable } from './fixtures/section-views.js';
import { buildViewModel } from './view-model.js';

const full = evidenceDocument();
const view = buildViewModel(full);
const plain = buildViewModel(documentWithoutEvidence());

test('a document without these members has none of their sections, and says that it was not calibrated', () => {
  const ids = plain.sections.map(({ id }) => id);
  for (const id of ['density', 'elasticity', 'calibration']) expect(ids).not.toContain(id);
  expect(plain.headlineNote).toContain('twinbench calibrate');
  expect(view.headlineNote).not.toContain('twinbench calibrate');
});

test('empty members make no empty frames', () => {
  const scenarios = { density: [], together: [], churn: [], elasticity: [], idle: [], cold: [] };
  const calibration = {
    runId: 'r',
    measuredAt: '2026-01-01T00:00:00Z',
    fingerprint: 'f',
    entries: [],
    ownCost: [],
    selfComparisons: [],
  };
  const built = buildViewModel({ ...full, scenarios, calibration });
  for (const id of ['density', 'elasticity', 'calibration']) expect(findSection(built, id)).toBeUndefined();
  for (const { groups } of built.sections) {
    for (const { figures, tables } of groups) expect(figures.length + tables.length).toBeGreaterThan(0);
  }
});

describe('calibration', () => {
  test('error with sign, interval, tolerance, whether within, true and measured', () => {
    expect(listTable(view, 'calibration', 'Measured')).toContain(
      'Boot delayed by 20 ms | Virtual machine | −0.800 ms | [−1.20, −0.140] | ±2.00 ms | yes | 20.0 ms | 19.2 ms | 12 | Boot time',
    );
  });

  test('beyond the tolerance, with its interval beyond it, and without a tolerance', () => {
    const lines = listTable(view, 'calibration', 'Measured');
    expect(lines.find((line) => line.startsWith('1.0 CPU-second burnt | Virtual machine'))).toContain('no, larger than claimed');
    expect(lines.find((line) => line.startsWith('Boot delayed by 200 ms | Virtual'))).toContain('yes, interval extends beyond');
    expect(lines.find((line) => line.startsWith('Null workload | Bare'))).toContain('| – | none claimed | 0 |');
  });

  test('when and on which host, and that another host is another host', () => {
    expect(findSection(view, 'calibration')?.text).toContain('14 Jan 2026, 16:05 UTC on the host with fingerprint a1b2c3d4e5f6');
    const moved = buildViewModel({ ...full, host: { ...full.host, fingerprint: 'other' } });
    expect(findSection(moved, 'calibration')?.text).toContain('not the host of this run');
  });

  test('overhead with its upper bound, and A/A comparisons', () => {
    expect(listTable(view, 'calibration', 'Measurement overhead')[0]).toBe(
      'Bare process | SHA-256 | samplers | +0.210 % | [−0.430, +0.880] | +0.880 % | 0.620 % of a core | 12',
    );
    expect(listTable(view, 'calibration', 'A/A')[0]).toMatch(
      /^Bare process \| Boot time \| all \| 1\.00× \| 0\.991–1\.02× \| 12 \| no difference of 5\s%/,
    );
  });
});

describe('density', () => {
  test('marginal cost against accounted memory, what is unexplained, and why it stopped', () => {
    expect(listTable(view, 'density', 'Memory of the next')).toEqual([
      'Container | 47.1 MiB | 46.3–47.9 MiB | 46.9 MiB | 0.400 % | 20 | 3 | requested count reached',
      'Virtual machine | 141 MiB | 139–143 MiB | 132 MiB | 6.40 % | 8 | 3 | memory budget exhausted',
    ]);
  });

  test('every step of every trial is a point, and every environment has its line', () => {
    const chart = listFigures(findSection(view, 'density'))[0]?.chart;
    const series = chart?.kind === 'lines' ? chart.series : [];
    expect(series.filter(({ style }) => style === 'points').map(({ points }) => points.x.length)).toEqual([63, 27]);
    const slope = ({ points: { x, y } }: (typeof series)[number], from: number, to: number) =>
      (((y[to] ?? 0) - (y[from] ?? 0)) / ((x[to] ?? 0) - (x[from] ?? 0))).toFixed(1);
    const slopes = (style: string, from: number, to: number) =>
      series.filter((one) => one.style === style).map((one) => slope(one, from, to));
    expect([slopes('line', 0, 1), slopes('extrapolated', 0, 1)]).toEqual([
      ['47.1', '141.0'],
      ['47.1', '141.0'],
    ]);
    expect([slopes('band', 0, 1), slopes('band', 2, 3)]).toEqual([
      ['46.3', '138.7'],
      ['47.9', '143.4'],
    ]);
  });

  test('a trial whose start was not read is not drawn, and an instance that gives memory back is', () => {
    const [one] = full.scenarios?.density ?? [];
    const steps = (sign: number) =>
      [0, 1, 2].map((instances) => ({ trialId: 'a', instances, memAvailableBytes: 1e9 + sign * instances * 1e6 }));
    const built = (points: ReturnType<typeof steps>) =>
      listFigures(
        findSection(
          buildViewModel({ ...full, scenarios: { density: one === undefined ? [] : [{ ...one, points }] } }),
          'density',
        ),
      );
    expect(built(steps(-1).slice(1))).toEqual([]);
    expect(built([])).toEqual([]);
    const chart = built(steps(1))[0]?.chart;
    expect(chart?.kind === 'lines' && chart.y.min < 0).toBe(true);
  });
});

test('elasticity shows both virtual machines side by side, and only there', () => {
  expect(listTable(view, 'elasticity', 'Share of the peak').slice(2)).toEqual([
    'Virtual machine | 256 MiB | 1.10 % | 1.30 % | 2.10 % | 3',
    'Virtual machine (vm-balloon) | 256 MiB | 31.0 % | 93.0 % | 94.4 % | 3',
  ]);
  expect(view.environments.map(({ id }) => id)).toEqual(['bare', 'container', 'vm']);
  for (const { cells } of view.headline) expect(cells).toHaveLength(3);
  const legends = view.sections.flatMap((section) =>
    listFigures(section).filter(({ legend }) => legend.some(({ id }) => id === 'vm-balloon')),
  );
  expect(legends.map(({ id }) => id)).toEqual(['elasticity-returned']);
});

test('the same metric at another moment is no row of the headline, a cold boot is', () => {
  const metric = (id: string, scenario: string) => ({
    ...full.metrics[0],
    id,
    title: id,
    scenarios: [scenario],
    partOf: undefined,
  });
  const ids = ['memory-returned', 'memory-returned-5s', 'boot-time-cold'];
  const metrics = ids.map((id) => ({
    ...metric(id, id.startsWith('boot') ? 'cold' : 'elasticity'),
    direction: 'lower-is-better' as const,
  }));
  const series = ids.flatMap((id) =>
    full.series.filter(({ metricId }) => metricId === 'memory-returned').map((one) => ({ ...one, metricId: id })),
  );
  const document = resultsDocument.parse({ ...full, metrics, series });
  expect(buildViewModel(document).headline.map(({ metric: name }) => name)).toEqual(['boot-time-cold', 'memory-returned']);
});

test('where memory went that no accounting holds has columns only where it was read', () => {
  const [one] = full.scenarios?.density ?? [];
  const density =
    one === undefined
      ? []
      : [
          {
            ...one,
            unaccountedKernelBytes: 180_000,
            harnessBytes: -4096,
            undisturbedBytes: { estimate: 46.9 * 2 ** 20, low: 46.5 * 2 ** 20, high: 47.4 * 2 ** 20 },
            undisturbedUnexplainedRatio: -0.0011,
          },
        ];
  expect(listTable(buildViewModel({ ...full, scenarios: { density } }), 'density', 'Memory of the next')[0]).toContain(
    '0.400 % | 46.9 MiB [46.5, 47.4] | −0.110 % | 176 KiB | −4.00 KiB | 20',
  );
});

test('a host that has more or less than the peak back stays on the axis', () => {
  const elasticity = [
    {
      environmentId: 'vm',
      n: 1,
      peakBytes: 1,
      returned: [
        { afterSeconds: 1, ratio: -0.4 },
        { afterSeconds: 5, ratio: 1.7 },
      ],
    },
  ];
  const chart = listFigures(findSection(buildViewModel({ ...full, scenarios: { elasticity } }), 'elasticity'))[0]?.chart;
  expect(chart?.kind === 'dots' && chart.axis.min <= -40 && chart.axis.max >= 170).toBe(true);
});

test('idle CPU, cycles, cold against warm; what was not measured is said to be so', () => {
  expect(listTable(view, 'elasticity', 'Idle CPU')[2]).toBe('Virtual machine | 0.610 % | 10 s | 6');
  expect(listTable(view, 'elasticity', 'Create-delete')[0]).toBe('Container | 34.2 | 29.2 ms | 412 | 3');
  expect(listTable(view, 'boot', 'Boot time cold')[1]).toBe('Container | 16.4 ms | 3.78 ms | 4.34× | 6');
  const cold = [{ environmentId: 'vm', n: 1, coldSeconds: 2 }];
  const churn = [{ environmentId: 'vm', n: 1, cycles: 0, cyclesPerSecond: 0 }];
  const bare = buildViewModel({ ...full, scenarios: { cold, churn } });
  expect(listTable(bare, 'boot', 'Boot time cold')).toEqual(['Virtual machine | 2.00 s | not measured | – | 1']);
  expect(listTable(bare, 'elasticity', 'Create-delete')).toEqual(['Virtual machine | 0 | – | 0 | 1']);
});

describe('memory', () => {
  const figures = listFigures(findSection(view, 'memory'));

  test('parts of idle and peak memory and of the cache, a part with one shade in every bar', () => {
    const stacks = figures.flatMap(({ id, chart }) => (chart.kind === 'stack' ? [{ id, chart }] : []));
    expect(stacks.map(({ id }) => id)).toEqual(['memory-idle-parts', 'memory-peak-parts', 'memory-cache-parts']);
    for (const { chart } of stacks) {
      const segments = chart.rows.flatMap((row) => row.segments);
      const shades = new Map(segments.map(({ label, shade }) => [label, shade]));
      expect(new Set(shades.values()).size).toBe(shades.size);
      for (const { label, shade } of segments) expect(shades.get(label)).toBe(shade);
    }
  });

  test('over time one trial per environment, all on one scale', () => {
    const courses = figures.flatMap(({ chart }) => (chart.kind === 'lines' ? [chart] : []));
    expect(courses.map(({ series }) => series[0]?.points.x.length)).toEqual([60, 60, 60]);
    expect(new Set(courses.map(({ y }) => y.max)).size).toBe(1);
  });
});

test('each program is named once, with its version', () => {
  const tools = { node: 'v20.20.2', cc: 'cc (Debian) 12.2.0', qemu: 'QEMU emulator version 7.2' };
  const facts = buildViewModel({ ...full, host: { ...full.host, tools } }).host;
  expect(facts.find(({ label }) => label === 'Tools')?.value).toBe(
    'node v20.20.2, cc (Debian) 12.2.0, QEMU emulator version 7.2',
  );
});

test('how the host manages memory is said where it was recorded', () => {
  const memoryManagement = { ksmRunning: false, transparentHugePages: 'madvise' };
  const facts = buildViewModel({ ...full, host: { ...full.host, memoryManagement } }).host;
  expect(facts.find(({ label }) => label === 'Memory management')?.value).toBe(
    'page merging (KSM) off, transparent huge pages: madvise',
  );
  expect(view.host.map(({ label }) => label)).not.toContain('Memory management');
});

test('extreme values stay finite and printable', () => {
  const huge = { estimate: 1e300, low: -1e300, high: 1e308 };
  const calibration = full.calibration && {
    ...full.calibration,
    entries: full.calibration.entries.map((entry) => ({
      ...entry,
      error: { estimate: 0, low: 0, high: 0 },
      tolerance: 0,
      measured: 0,
      trueValue: 0,
    })),
    ownCost: full.calibration.ownCost.map((cost) => ({ ...cost, slowdown: huge })),
  };
  const built = buildViewModel({
    ...full,
    calibration,
    comparisons: full.comparisons.map((one) => ({ ...one, difference: huge, pAdjusted: 0 })),
  });
  expect(JSON.stringify(built)).not.toMatch(/NaN|Infinity|null,"max"|undefined/);
});
