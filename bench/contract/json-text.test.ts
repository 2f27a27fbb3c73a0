import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLE_DOCUMENT } from './fixtures/minimal-records.js';
import { inChunks, jsonFile, jsonPieces } from './json-text.js';

/** V8's longest string; see String::kMaxLength. */
const MAX_STRING_LENGTH = 0x1fffffe8;

describe('JSON in pieces', () => {
  it('is the text of JSON.stringify, laid out or not', () => {
    const values = fc.tuple(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, 2));
    fc.assert(
      fc.property(values, ([value, indent]) => {
        expect([...jsonPieces(value, { indent })].join('')).toBe(JSON.stringify(value, null, indent));
      }),
    );
    const sparse = { ...SAMPLE_DOCUMENT, absent: undefined, 'a "name"\n': [undefined, [], {}, [[[[1]], 'two\nlines']]] };
    expect([...jsonFile(sparse, { indent: 1 })].join('')).toBe(`${JSON.stringify(sparse, null, 1)}\n`);
  });

  it('has what lies deep on a line each, and says the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = [...jsonPieces(value, { indent: 1, lineDepth: 2 })].join('');
        expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value));
      }),
    );
    const value = { list: [{ a: [1, { b: 2 }] }, { a: [] }], one: { c: { d: 3 } } };
    expect([...jsonPieces(value, { indent: 1, lineDepth: 2 })].join('').split('\n')).toEqual([
      '{',
      ' "list": [',
      '  {"a":[1,{"b":2}]},',
      '  {"a":[]}',
      ' ],',
      ' "one": {',
      '  "c": {"d":3}',
      ' }',
      '}',
    ]);
  });

  it('may be longer than a string can be, in chunks that are not', () => {
    const text = 'x'.repeat(2 ** 20);
    const value = { trials: Array.from({ length: MAX_STRING_LENGTH / 2 ** 20 + 1 }, () => text) };
    let [length, longest] = [0, 0];
    for (const chunk of jsonFile(value)) [length, longest] = [length + chunk.length, Math.max(longest, chunk.length)];
    expect(length).toBeGreaterThan(MAX_STRING_LENGTH);
    expect(longest).toBeLessThan(2 ** 21);
  });

  it('joins small pieces', () => {
    expect([...inChunks(Array.from({ length: 1000 }, () => 'piece'))]).toEqual(['piece'.repeat(1000)]);
    expect([...inChunks([])]).toEqual([]);
  });
});
