/** Every report of every golden document; the short ones are kept word for word. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { goldenDocument } from '../simulated-documents.js';
import { GOLDEN_DOCUMENTS } from './documents.js';
import { type Budget, listExcesses, listFaults } from './invariants.js';
import { listKept, type RenderedFile, renderAll } from './rendered.js';

const BUDGETS: Readonly<Record<string, Budget>> = {
  html: { bytes: 1_500_000 },
  md: { lines: 60, bytes: 10_000 },
  adr: { lines: 150 },
  terminal: { lines: 30 },
};

const listAll = (files: readonly RenderedFile[], list: (file: RenderedFile) => string[]) => files.flatMap(list);

/** When a change is meant: npm run build, node dist/tests/golden/generate.js, and look at the difference. */
describe.each(Object.entries(GOLDEN_DOCUMENTS))('the reports of the golden document %s', (name, make) => {
  const document = make();
  const rendered = renderAll(document);

  it('have no value without words, no markup of others, no broken link', async () => {
    expect(listAll(await rendered, listFaults)).toEqual([]);
  });

  it('keep within what their readers can take in', async () => {
    expect(listAll(await rendered, (file) => listExcesses(file, BUDGETS[file.format] ?? {}))).toEqual([]);
  });

  it('say what the kept ones say, word for word', async () => {
    for (const [file, text] of Object.entries(listKept(name, await rendered))) {
      expect(text, file).toBe(readFileSync(path.join('tests', 'golden', file), 'utf8'));
    }
  });
});

it('a report is the same when it is made again', async () => {
  const make = GOLDEN_DOCUMENTS['all-evidence'] ?? goldenDocument;
  expect(await renderAll(make())).toEqual(await renderAll(make()));
});

describe('the rules that every report is held to', () => {
  const file = (format: string, text: string): RenderedFile => ({ format, path: 'x', text });

  it.each([
    ['md', 'boots in NaN ms'],
    ['csv', 'a,undefined'],
    ['md', '[object Object]'],
    ['html', "<p><script>document.title='taken'</script>"],
    ['html', '<p id="a">x</p><b id="a">y</b>'],
    ['html', '<a class="x" href="#nowhere">y</a>'],
    ['terminal', '\u001b[31m'],
    ['md', 'right \u202e to left'],
    ['terminal', `${'x'.repeat(80)} y`],
  ])('are broken by %s: %s', (format, text) => {
    expect(listFaults(file(format, text))).toHaveLength(1);
  });

  it('let a sound text pass', () => {
    expect(listFaults(file('html', '<p id="a">2.7 ms</p><a href="#a">x</a><script>if (x === undefined) NaN;</script>'))).toEqual(
      [],
    );
    expect(listExcesses(file('md', 'a\nb\n'), { lines: 2, bytes: 4 })).toEqual([]);
    expect(listExcesses(file('md', 'a\nb\nc\n'), { lines: 2, bytes: 4 })).toHaveLength(2);
  });
});
