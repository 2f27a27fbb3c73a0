import { describe, expect, test } from 'vitest';
import { formatFragment, parseFragment } from './fragment-text.js';

describe('the fragment of an address', () => {
  test.each([
    ['', '', {}],
    ['#', '', {}],
    ['#boot', 'boot', {}],
    ['#boot&show=vm,bare', 'boot', { show: 'vm,bare' }],
    ['#decide=time:2;rate:40&show=vm', '', { decide: 'time:2;rate:40', show: 'vm' }],
    ['#decide=a%26b%3Dc', '', { decide: 'a&b=c' }],
    ['#=x&decide=', '', {}],
    ['#100%&show=%E0%A4%A', '100%', { show: '%E0%A4%A' }],
  ])('%s', (text, place, state) => {
    const found = parseFragment(text);
    expect(found.place).toBe(place);
    expect(Object.fromEntries(found.state)).toEqual(state);
  });

  test('a state that is written reads as it was, whatever it holds', () => {
    const state = new Map([
      ['decide', 'host price=1,5 € & #2;a:b/c?"<x>%'],
      ['show', 'vm'],
    ]);
    expect(parseFragment(`#${formatFragment({ place: 'memory', state })}`)).toEqual({ place: 'memory', state });
  });

  test('people can read it', () => {
    expect(
      formatFragment({
        place: '',
        state: new Map([
          ['decide', 'time:2;rate:40,5'],
          ['show', ''],
        ]),
      }),
    ).toBe('decide=time:2;rate:40,5');
  });
});
