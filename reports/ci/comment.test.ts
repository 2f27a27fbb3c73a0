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
import { COMMENT_MARK, commentReporter, MAX_COMMENT_BYTES } from './comment.js';

const command = ['twinbench', 'gate', '--policy', "it's mine.json"];
const comment = (verdict: GateVerdict, words = command) =>
  commentReporter.render(verdict, { baseName: 'verdict', command: words })[0]?.content ?? '';
const readRows = (text: string) => text.split('\n').filter((line) => /^\| (?!---|Metric)/.test(line));
const readCells = (line: string) => line.split(/(?<!\\)\|/).slice(1, -1);
const withoutFolds = (text: string) => text.replace(/<details>.*?<\/details>/gs, '');

describe('the comment of a gate', () => {
  it('begins with the mark by which a later one replaces it, the status and the reason', () => {
    const lines = comment(passedVerdict()).split('\n');
    expect(lines.slice(0, 2)).toEqual([COMMENT_MARK, '## ✅ Twinbench gate: passed (exit code 0, pass)']);
    expect(lines[3]).toMatch(/^pass: no regression in \d+ blocking metrics: /);
  });

  it('has a line for each metric, the worst first, ten of them open', () => {
    const verdict = regressedVerdict();
    const text = comment(verdict);
    expect(readRows(text)).toHaveLength(verdict.metrics.length);
    const [first, second] = readRows(withoutFolds(text));
    expect(first).toMatch(
      /^\| boot-time\/container \| \+[\d.]+.% .*\(1\.01.ms → 3\.73.ms\) \| \*\*regressed; shown: longer\*\* \|$/,
    );
    expect(second).toMatch(/\| not decided \(12 pairs; about 110 decide\) \|$/);
    expect(readRows(withoutFolds(text))).toHaveLength(10);
    expect(text).toMatch(/<summary>\d+ more metrics: \d+ no difference, 1 accepted, \d+ regressed<\/summary>/);
  });

  it('folds reasons, method and command', () => {
    const text = comment(regressedVerdict());
    for (const words of ['Confirmed: An independent run', '**Seed:** 7', `twinbench gate --policy 'it'\\''s mine.json'`]) {
      expect(text).toContain(words);
      expect(withoutFolds(text)).not.toContain(words);
    }
  });

  it('has no tick where nothing was decided', () => {
    const text = comment(openVerdict());
    expect(text).toContain('## Twinbench gate: nothing was decided; the policy lets that pass (exit code 0, pass)');
    expect(text).not.toContain('✅');
  });

  it('names what is missing', () => {
    expect(comment(missingVerdict())).toMatch(/^- \*\*Missing in the candidate: \d+\.\*\* memory-idle\/bare, .* and \d+ more$/m);
  });

  it.each([40, 5_000])('of %d metrics stays below 20 KB, and counts what it leaves out', (count) => {
    const text = comment(largeVerdict(count));
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_COMMENT_BYTES);
    expect(readRows(text).length).toBeGreaterThanOrEqual(40);
    if (count > 40) expect(text).toMatch(/\*[\d,]+ rows omitted: verdict\.json has them all\.\*/);
  });

  it('stays below 20 KB where every text is as long as it can be, and half a command is not given', () => {
    const long = hostileVerdict({ ...regressedVerdict(), reason: '@'.repeat(1e6) });
    const many = { ...long, metrics: Array.from({ length: 40 }, () => long.metrics).flat() };
    const text = comment(many, ['twinbench', 'gate', 'x'.repeat(1e5)]);
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_COMMENT_BYTES);
    expect(text).not.toContain('xxx');
  });

  it('has rows of as many cells as their head, folds that end, and no other HTML', () => {
    for (const verdict of [regressedVerdict(), undecidedVerdict(), passedVerdict(), hostileVerdict(regressedVerdict())]) {
      const page = comment(verdict);
      expect(new Set(readRows(page).map((line) => readCells(line).length))).toEqual(new Set([3]));
      expect(page.match(/<details>/g)?.length).toBe(page.match(/<\/details>/g)?.length);
      expect(page.replace(COMMENT_MARK, '').replace(/<\/?(details|summary)>|<!-- -->/g, '')).not.toMatch(/(?<!\\)<\w/);
      expect(page.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }
  });
});
