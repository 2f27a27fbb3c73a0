import { describe, expect, it } from 'vitest';
import type { GateVerdict } from '../../bench/contract/verdict.js';
import {
  hostileVerdict,
  largeVerdict,
  missingVerdict,
  openVerdict,
  passedVerdict,
  regressedVerdict,
  undecidedVerdict,
} from '../../tests/simulated-verdicts.js';
import { MAX_SUMMARY_BYTES, summaryReporter } from './summary.js';

const command = ['twinbench', 'gate', '--policy', "it's mine.json"];
const summary = (verdict: GateVerdict) => summaryReporter.render(verdict, { baseName: 'verdict', command })[0]?.content ?? '';

const readRows = (text: string) => text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
const readCells = (line: string) => line.split(/(?<!\\)\|/).slice(1, -1);

describe('the summary of a gate', () => {
  const text = summary(regressedVerdict());

  it('has the status in its first line, then the reason, then what decides, the worst first', () => {
    expect(text.split('\n')[0]).toBe('## ❌ Twinbench gate: regressed (exit code 1, regression)');
    expect(text.indexOf('Metrics that decide')).toBeLessThan(text.indexOf('Metrics that warn'));
    expect(text.indexOf('Metrics that warn')).toBeLessThan(text.indexOf('Advisory metrics'));
    const [head, first, second] = readRows(text);
    expect(head).toContain('| Metric | Baseline |');
    expect(first).toMatch(
      /\| boot-time\/container \| 1\.01.ms \| .* \| 99\.\d.% interval .* \| 96 pairs \| \*\*regressed; shown: longer\*\* \|/,
    );
    expect(second).toMatch(/\| not decided \(12 pairs; about 110 decide\) \|$/);
  });

  it('tells confirmation, acceptance, what would decide, both sides and the command', () => {
    expect(text).toContain('Confirmed: An independent run');
    expect(text).toContain('Accepted until 2027-01-31: a container has groups of its own');
    expect(text).toMatch(/not decided \\?\(12 pairs; about \d+ decide\)\. .*Minimum detectable change: [\d.]+.% at n = 12\./);
    expect(text).toMatch(/\*\*Baseline:\*\* bare \(1 run: simulated-3 at 0{12}\)/);
    expect(text).toContain(`twinbench gate --policy 'it'\\''s mine.json'`);
  });

  it('lists what is missing and what is new', () => {
    const missing = summary(missingVerdict());
    expect(missing.split('\n')[0]).toContain('not comparable (exit code 4, not-comparable)');
    expect(missing).toMatch(/### Missing in the candidate: \d+\n\n- \*\*memory-idle\/bare\*\* \(block\)/);
    expect(missing).toMatch(/<summary>New in the candidate, compared with nothing: \d+<\/summary>/);
  });

  it('has tables whose rows have as many cells as their heads, folds that end, and no other HTML', () => {
    for (const verdict of [regressedVerdict(), undecidedVerdict(), passedVerdict(), hostileVerdict(regressedVerdict())]) {
      const page = summary(verdict);
      expect(new Set(readRows(page).map((line) => readCells(line).length))).toEqual(new Set([7]));
      expect(page.match(/<details>/g)?.length).toBe(page.match(/<\/details>/g)?.length);
      expect(page.replace(/<\/?(details|summary)>|<!-- -->/g, '')).not.toMatch(/(?<!\\)<\w/);
    }
  });

  it('lets no text of a verdict become markup', () => {
    const page = summary(hostileVerdict(regressedVerdict())).replace(/```[\s\S]*?```/g, '');
    expect(page).not.toMatch(/(?<!\\)`/);
    expect(page).not.toMatch(/^::/m);
    expect(page).not.toMatch(/^# EOF/m);
    expect(page.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it.each([100, 5_000])('of %d metrics stays within limits and counts what it leaves out', (count) => {
    const verdict = largeVerdict(count);
    expect(Buffer.byteLength(summary(verdict))).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
    const page = summary(verdict);
    if (count > 100) expect(page).toMatch(/\*[\d,]+ rows omitted: verdict\.json has them all\.\*/);
    for (const words of ['Metrics that decide', 'Missing in the candidate', 'how to reproduce it']) expect(page).toContain(words);
  });

  it('stays within limits where every text is as long as it can be', () => {
    const long = hostileVerdict({ ...regressedVerdict(), reason: 'x'.repeat(1e6) });
    const many = { ...long, metrics: Array.from({ length: 40 }, () => long.metrics).flat() };
    expect(Buffer.byteLength(summary(many))).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
  });

  it('has a tick for what was decided alone', () => {
    expect(summary(passedVerdict()).split('\n')[0]).toBe('## ✅ Twinbench gate: passed (exit code 0, pass)');
    expect(summary(openVerdict()).split('\n').slice(0, 3)).toEqual([
      '## Twinbench gate: nothing was decided; the policy lets that pass (exit code 0, pass)',
      '',
      expect.stringMatching(/^pass: none of \d+ blocking metrics was decided$/),
    ]);
    const { metrics, ...passed } = passedVerdict();
    const [open] = openVerdict().metrics.filter(({ gate }) => gate === 'block');
    const mixed = { ...passed, metrics: [...metrics, ...(open === undefined ? [] : [open])] };
    expect(summary(mixed)).toMatch(/^## ✅ Twinbench gate: passed, 1 of \d+ not decided \(exit code 0, pass\)/);
    const first = { ...passedVerdict(), metrics: [], reason: 'pass: there is no baseline yet, and none was required' };
    expect(summary(first)).toMatch(/^## Twinbench gate: nothing was compared; the policy lets that pass/);
  });
});
