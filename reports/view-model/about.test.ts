import { expect, test } from 'vitest';
import { formatAbout, parseAbout } from './about.js';

test.each([
  [{ environment: 'vm', baseline: 'bare', workload: 'json', verdict: 'open' }, 'vm,bare,json,open'],
  [{ workload: 'json' }, ',,json'],
  [{ environment: 'a,b', workload: '%2C' }, 'a%2Cb,,%252C'],
  [{ workload: 'a\u202eb\u0007' }, ',,a%E2%80%AEb%07'],
  [{}, ''],
])('what a row is about reads as it was written: %o', (about, text) => {
  expect(formatAbout(about)).toBe(text);
  expect(parseAbout(text)).toEqual({ environment: '', baseline: '', workload: '', verdict: '', ...about });
});
