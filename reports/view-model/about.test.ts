import { expect, test } from 'vitest';
import { formatAbout, parseAbout } from './about.js';

test.each([
  [{ environment: 'vm', baseline: 'bare', workload: 'json', verdict: 'open' }, 'vm,bare,json,open'],
  [{ workload: 'json' }, ',,json'],
  [{ environment: 'a,b', workload: '%2C' }, 'a%2Cb,,%252C'],
  [{}, ''],
])('what a row is about reads as it was written: %o', (about, text) => {
  expect(formatAbout(about)).toBe(text);
  expect(parseAbout(text)).toEqual({ environment: '', baseline: '', workload: '', verdict: '', ...about });
});

test('an invisible character is written as it is shown in the filters', () => {
  expect(formatAbout({ workload: 'a\u202eb\u0007' })).toBe(',,a\\u{202e}b\\u{7}');
});

test('what nobody could see in the source of the page is written as everywhere', () => {
  expect(parseAbout(formatAbout({ workload: 'a\u202eb\u0007' })).workload).toBe('a\\u{202e}b\\u{7}');
});
