import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinWithAnd, printable, printableBlock, shorten } from './text.js';

test('what cannot be seen becomes visible', () => {
  expect(printable('a\u001b[31m\u202eb\u2028c\u0000')).toBe('a\\u{1b}[31m\\u{202e}b\\u{2028}c\\u{0}');
  expect(printable('\ud800x')).toBe('\\u{d800}x');
  expect(printable('naïve 😀 文')).toBe('naïve 😀 文');
});

test('any text becomes one well-formed line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = printable(text);
      expect(shown).not.toMatch(/\p{Cc}/u);
      expect(Buffer.from(shown, 'utf8').toString('utf8')).toBe(shown);
    }),
  );
});

test('a console keeps its lines and its end', () => {
  expect(printableBlock('first\r\n\tsecond\u0007')).toBe('first\n  second\\u{7}');
  expect(printableBlock(`${'x'.repeat(100)}end`, 10)).toBe('… xxxxxxxend');
});

test('shortening shows the cut and never splits a character', () => {
  expect(shorten('😀😀😀😀', 3)).toBe('😀😀…');
  expect(shorten('abc', 3)).toBe('abc');
});

test('lists in words', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((words) => joinWithAnd(words))).toEqual(['', 'a', 'a and b', 'a, b and c']);
});
