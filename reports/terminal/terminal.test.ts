import { describe, expect, it } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { GOLDEN_DOCUMENTS } from '../../tests/golden/documents.js';
import { goldenDocument } from '../../tests/simulated-documents.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import type { ScreenOptions } from '../reporter.js';
import { visibleWidth } from './layout.js';
import { renderTerminal } from './terminal.js';

const ESCAPE = String.fromCharCode(27);
const PLAIN: ScreenOptions = { width: 80, isColored: false, isUnicode: true };
const linesOf = (text: string) => text.replace(/\n$/, '').split('\n');
const render = (document: ResultsDocument, options: Partial<ScreenOptions> = {}) =>
  renderTerminal(document, { ...PLAIN, ...options });

describe.each(Object.entries(GOLDEN_DOCUMENTS))('the summary of the golden document %s', (_, make) => {
  const document = make();

  it('is at most 30 lines of 80 columns with the line that says where the report is', () => {
    expect(linesOf(render(document)).length).toBeLessThan(30);
  });

  it.each([200, 120, 80, 60, 59, 40])('fits %s columns', (width) => {
    expect(Math.max(...linesOf(render(document, { width })).map(visibleWidth))).toBeLessThanOrEqual(width);
  });

  it('holds no escape sequence without colours, and the same words with them', () => {
    const plain = render(document);
    expect(plain).not.toContain(ESCAPE);
    expect(render(document, { isColored: true }).replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '')).toBe(plain);
  });
});

describe('the summary of a run', () => {
  it('begins with the answer, where it was found, and that the VM was emulated', () => {
    const text = render(goldenDocument());
    expect(text).toMatch(/^A container .* later than a plain process here\. The virtual machine\nwas emulated/);
    expect(text).toMatch(/\nSimulated CPU .*2026\nSoftware emulation, not KVM: /);
  });

  it('has each start on one scale, also where there are no blocks', () => {
    const [scale, bare, container, vm] = linesOf(render(goldenDocument())).slice(6);
    expect(scale).toMatch(/ [\d.]+ [µm]s +log scale +[\d.]+ s$/);
    expect(bare).toMatch(/^Bare process +[\d.]+ ms +[▁-█][▁-█ ]*$/);
    const first = (line = '') => line.search(/[▁-█]/);
    expect(first(container)).toBeGreaterThanOrEqual(first(bare));
    expect(first(vm)).toBeGreaterThan(first(container));
    expect(render(goldenDocument(), { isUnicode: false })).not.toMatch(/[▁-█]/);
    expect(render(goldenDocument(), { isUnicode: false })).toMatch(/Bare process +[\d.]+ ms +[.:=+*#@-][.:=+*#@ -]*\n/);
  });

  it('has a strip of every start also where too many blocks are contaminated to leave them out', () => {
    const { noise, ...document } = GOLDEN_DOCUMENTS['contaminated']?.() ?? goldenDocument();
    const series = document.series.map((one) => ({
      ...one,
      points: one.points.map((point) => ({ ...point, contaminated: true })),
    }));
    const strip = /\nContainer +[\d.]+ ms +[▁-█]/;
    const all = { ...document, series, noise: noise && { ...noise, excluded: false } };
    expect(render(all)).toMatch(strip);
    expect(render({ ...all, noise: noise && { ...noise, excluded: true } })).not.toMatch(strip);
  });

  it('has figures in columns, and under them differences with their verdicts', () => {
    const text = render(goldenDocument());
    expect(text).toMatch(/\n +Bare process +Container +Virtual machine \(emulated\)\n/);
    expect(text).toMatch(/\nMemory at rest +47\.4 MiB +47\.4 MiB +180 MiB\n {2}Container: .*no difference of 5 %\n/);
    expect(text).not.toContain('Virtual machine:');
  });

  it('is a list below 60 columns, with the same words', () => {
    const text = render(goldenDocument(), { width: 59 }).replace(/\s+/g, ' ');
    expect(text).toContain('Memory at rest Bare process: 47.4 MiB; Container: 47.4 MiB; Virtual machine (emulated): 180 MiB');
  });

  it('shows what a container differs from where there is room for it', () => {
    expect(render(evidenceDocument(), { width: 200 })).toContain('Virtual machine (vm-balloon): 94.4 %');
    expect(render(goldenDocument(), { width: 200 })).toMatch(
      /Container: \+[\d.]+ ms \[.*\], [\d.]+ times; shown, within what matters/,
    );
  });

  it('says what was not measured, and what did not complete', () => {
    const text = render(goldenDocument()).replaceAll('\n', ' ');
    expect(text).toContain('Not measured: many at once, memory returned, isolation (the report says how)');
    expect(text).toContain(
      '140 of 147 trials count: 3 warm-up, 2 failed, 2 timed out; such as t0030 (Memory copy in Virtual machine) timed out',
    );
  });

  it('says that nothing was measured where that is so', () => {
    const document = GOLDEN_DOCUMENTS['all-failed']?.() ?? goldenDocument();
    const text = render(document);
    expect(text).toMatch(/^Nothing was measured: none of \d+ trials yielded a figure\.\n/);
    expect(text).toMatch(/\n0 of \d+ trials count: \d+ failed; such as/);
  });
});
