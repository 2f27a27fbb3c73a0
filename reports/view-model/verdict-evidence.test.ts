/** What noise and the evidence of verdicts look like in a report. */
import { describe, expect, test } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { documentWithoutEvidence } from '../../tests/evidence-variants.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { findSection, listFigures, listLines, listTable } from './fixtures/section-views.js';
import { buildViewModel } from './view-model.js';

const full = evidenceDocument();
const view = buildViewModel(full);
const plain = buildViewModel(documentWithoutEvidence());

describe('noise', () => {
  test('the rule, which blocks are contaminated and why', () => {
    expect(findSection(view, 'noise')?.text).toMatch(
      /^2 of 96 blocks are contaminated .* excluded from every figure.*more than 1\.10×/,
    );
    expect(listTable(view, 'noise', 'Contaminated blocks')[1]).toMatch(
      /^Block 19 \| 3 trials of .* \| work of others took 14 % of the CPUs/,
    );
  });

  test('no contaminated block is one line; too many are said to count', () => {
    const noise = (rest: Partial<NonNullable<ResultsDocument['noise']>>) =>
      findSection(
        buildViewModel({ ...full, trials: [], noise: { rule: 'r', blocks: 4, contaminated: [], excluded: true, ...rest } }),
        'noise',
      );
    expect(noise({})).toMatchObject({
      text: 'None of 4 blocks is contaminated. The rule, fixed before the run: r',
      groups: [],
    });
    const most = [0, 1, 2].map((block) => ({ block, because: ['x'] }));
    expect(noise({ contaminated: most, excluded: false })?.text).toContain('too many to exclude');
  });

  test('contaminated points are outlines among the trials and in the drift', () => {
    const contaminated = full.series.flatMap(({ points }) => points.filter(({ contaminated }) => contaminated === true));
    const strips = listFigures(findSection(view, 'samples')).flatMap(({ chart }) => (chart.kind === 'strip' ? chart.rows : []));
    const drift = listFigures(findSection(view, 'drift')).flatMap(({ chart }) => (chart.kind === 'order' ? chart.series : []));
    expect(contaminated.length).toBeGreaterThan(0);
    expect(
      strips.some(({ points }) => points.some(({ isContaminated, text }) => isContaminated && text.includes('excluded'))),
    ).toBe(true);
    expect(drift.some(({ points, outlined }) => outlined.some((place) => points.text[place]?.includes('excluded')))).toBe(true);
  });
});

describe('evidence of verdicts', () => {
  const [first] = full.comparisons;
  const withFirst = (rest: Partial<ResultsDocument['comparisons'][number]>) =>
    buildViewModel({ ...full, comparisons: first === undefined ? [] : [{ ...first, ...rest }] });

  test('adjusted p, margins, detectable effect, difference and excluded blocks stand in the table', () => {
    const [line] = listLines(withFirst({ difference: { estimate: 0.412, low: 0.398, high: 0.431 } }).method.comparisons);
    expect(line).toContain('| 412 ms longer [398, 431] | 96 | 2 | 0.0062 (Holm) | noise floor ±1 %, target ±5 % | ±3.40 % |');
  });

  test('a difference has as many digits as its interval supports', () => {
    const words = (difference: { estimate: number; low: number; high: number }) =>
      withFirst({ difference }).headline[0]?.cells[1]?.ratios[0]?.difference.replaceAll('\u00a0', ' ');
    expect(words({ estimate: -0.0121, low: -0.0142, high: -0.0101 })).toBe('−12.1 ms [−14.2, −10.1]');
    expect(words({ estimate: 0.0003, low: -0.0008, high: 0.0014 })).toBe('+0.3 ms [−0.8, +1.4]');
    expect(words({ estimate: 0, low: -0.0008, high: 0.0014 })).toBe('0 ms [−0.8, +1.4]');
  });

  test('of a metric without a better direction no comparison is listed', () => {
    const metrics = full.metrics.map((metric) => ({ ...metric, direction: 'neutral' as const }));
    const built = buildViewModel({ ...full, metrics });
    expect(built.method.comparisons.rows).toEqual([]);
  });

  test('an undecided verdict says what is missing; remarks are explained', () => {
    const verdict = { status: 'inconclusive' as const, because: 'about 14 more blocks would decide' };
    const built = withFirst({ verdict, caveats: ['below-own-error'] });
    const words = 'not decided (96 pairs; within calibration error)';
    expect(built.headline[0]?.cells[1]?.ratios[0]).toMatchObject({ verdict: words, tone: 'open', term: 'open' });
    expect(listLines(built.method.comparisons)[0]).toContain(verdict.because);
    expect(built.remarks).toEqual([
      expect.objectContaining({ text: 'within calibration error', explanation: expect.stringContaining('calibration') }),
    ]);
  });

  test('quantiles only where n supports them, with n, else the largest of n', () => {
    const lines = listTable(view, 'samples', 'Quantiles');
    expect(lines[0]).toMatch(
      /^Time to the program \| all \| Bare process \| 96 \| .* ms \[.*\] \| .*, at most .* \| max of 96: /,
    );
    expect(lines.every((line) => !/^(Throughput|Memory)/.test(line))).toBe(true);
    expect(listTable(plain, 'samples', 'Quantiles')).toEqual([]);
  });

  test('the header says why the run ended and when it was to', () => {
    expect(view.facts.map(({ label, value }) => `${label}: ${value.replaceAll('\u00a0', ' ')}`)).toEqual(
      expect.arrayContaining([
        'Outcome: completed early: precision reached',
        'Stop rule: ±5 % precision, checked after 10, 20 and 40 repetitions, or after 20 min',
      ]),
    );
  });
});
