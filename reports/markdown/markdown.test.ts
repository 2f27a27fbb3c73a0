import { describe, expect, it } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { parseRequirements } from '../../bench/contract/parse-requirements.js';
import { GOLDEN_DOCUMENTS } from '../../tests/golden/documents.js';
import { goldenDocument } from '../../tests/simulated-documents.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import type { ReportOptions } from '../reporter.js';
import { markdownReporter } from './markdown.js';

function render(document: ResultsDocument, requirements?: ReportOptions['requirements']): string {
  return markdownReporter.render(document, { baseName: 'report', requirements })[0]?.content ?? '';
}

const linesOf = (text: string) => text.trimEnd().split('\n');
/** Cells of a line of a table; escaped pipes do not part them. */
const readCells = (line: string) => line.split(/(?<!\\)\|/).slice(1, -1);

/** As many environments as there are ways to run, each with figures of its own. */
function withEnvironments(document: ResultsDocument, count: number): ResultsDocument {
  const ids = Array.from({ length: count }, (_, index) => `container-${String(index)}`);
  const [bare, container] = document.environments;
  const copy = <T extends { environmentId: string }>(ones: readonly T[]) =>
    ones
      .filter(({ environmentId }) => environmentId === container?.id)
      .flatMap((one) => ids.map((id) => ({ ...one, environmentId: id })));
  const others = container === undefined ? [] : ids.map((id) => ({ ...container, id }));
  return {
    ...document,
    environments: [...(bare === undefined ? [] : [bare]), ...others],
    series: [...document.series.filter(({ environmentId }) => environmentId === bare?.id), ...copy(document.series)],
    comparisons: document.comparisons
      .filter(({ candidate, baseline }) => candidate.environmentId === container?.id && baseline.environmentId === bare?.id)
      .flatMap((one) => ids.map((id) => ({ ...one, candidate: { ...one.candidate, environmentId: id } }))),
    trials: [...document.trials.filter(({ environmentId }) => environmentId === bare?.id), ...copy(document.trials)],
  };
}

const MANY: Readonly<Record<string, () => ResultsDocument>> = {
  ...GOLDEN_DOCUMENTS,
  'of three containers': () => withEnvironments(goldenDocument(), 3),
  'of twelve containers': () => withEnvironments(goldenDocument(), 12),
};

describe.each(Object.entries(MANY))('the short Markdown of %s', (_, make) => {
  const text = render(make());

  it('has at most 60 lines and 10 KB', () => {
    expect(linesOf(text).length).toBeLessThanOrEqual(60);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_000);
  });

  it('has a table whose rows have as many cells as its head, and folds that end', () => {
    const rows = linesOf(text).filter((line) => line.startsWith('|'));
    expect(rows.length).toBeGreaterThan(2);
    expect(new Set(rows.map((row) => readCells(row).length)).size).toBe(1);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });

  it('lets nothing of the document become markup', () => {
    const foreign = text.replace(/<\/?(details|summary|sub|br)>|<!-- -->/g, '');
    expect(foreign).not.toMatch(/<\w/);
    expect(foreign).not.toMatch(/(?<!\\)\]\(/);
  });
});

describe('the short Markdown', () => {
  const text = render(goldenDocument());

  it('begins with the answer, its place and what must be known before a figure', () => {
    const lines = linesOf(text);
    expect(lines[0]).toMatch(/^# A container .* here\. The virtual machine was emulated/);
    expect(lines[2]).toMatch(/^Simulated CPU .*2026; 140 of 147 trials count: 3 warm-up, 2 failed, 2 timed out$/);
    expect(lines.slice(4, 6)).toEqual(['> [!CAUTION]', expect.stringMatching(/^> \*\*Software emulation, not KVM\.\*\* vm ran/)]);
    expect(lines[7]).toBe('| Question | Bare process | Container | Virtual machine (emulated) | Difference |');
  });

  it('has figures, differences and verdicts of each question, and the command that measures what was not', () => {
    const row = linesOf(text).find((line) => line.includes('How soon is it gone again?'));
    const [, bare = '', container = '', , difference = ''] = readCells(row ?? '');
    expect([bare, container]).toEqual([expect.stringMatching(/^ \*\*4\.01.ms\*\*<br>\\\[/), expect.stringContaining('10.9')]);
    expect(difference).toMatch(/^ Container: \+7\.05.ms \\\[.*\\\], 2\.72 times; shown, within what matters \(100.ms\) $/);
    expect(text).toContain('| – | – | – | not measured: `npx twinbench run --scenarios elasticity` |');
  });

  it('counts what did not complete, and folds the details', () => {
    expect(text).toMatch(/^\*\*4 trials did not complete\*\*, such as Memory copy in Virtual machine timed out/m);
    const folds = [...text.matchAll(/<summary>(.*)<\/summary>/g)].map(([, title]) => title);
    expect(folds).toEqual(['What bears on these figures', 'How to reproduce this']);
    expect(text).toContain('`npx twinbench run --profile');
  });

  it('shows calibration, noise and further environments where there are any', () => {
    const page = render(evidenceDocument());
    expect(page).toContain('**Calibration:** 20 of 21 known quantities measured within tolerance');
    expect(page).toContain('Container, rootless: 1 opening');
  });

  it('gives a recommendation where requirements were named', () => {
    const requirements = parseRequirements(JSON.stringify({ schemaVersion: 1, title: 'a | <b>', untrustedCode: true }), 'x.json');
    expect(render(evidenceDocument(), requirements)).toMatch(/^\*\*a \\\| &lt;b&gt;: .*\.\*\*$/m);
  });
});
