import { expect, it } from 'vitest';
import { editDistance, suggestion } from './suggestion.js';

it('counts insertions, deletions and substitutions', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('vm', 'vm')).toBe(0);
});

it('names the nearest, or all when none is near', () => {
  expect(suggestion('contianer', ['bare', 'container', 'vm'])).toBe('Did you mean "container"?');
  expect(suggestion('xyzzyxyzzy', ['bare', 'vm'])).toBe('Known: bare, vm.');
});

it('takes the beginning of one name for that name', () => {
  expect(suggestion('untrusted', ['untrustedCode', 'title'])).toBe('Did you mean "untrustedCode"?');
  expect(suggestion('memory', ['memory-peak', 'memory-idle', 'vm'])).toContain('Known: ');
});
