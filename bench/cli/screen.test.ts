import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { canRewrite, findWidth, isColored } from './screen.js';

const TERMINAL = { isTTY: true, columns: 120 };
const FILE = {};
const VARIABLES = ['FORCE_COLOR', 'NO_COLOR', 'NODE_DISABLE_COLORS', 'CLICOLOR', 'CLICOLOR_FORCE', 'TERM'];

beforeEach(() => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

describe('colour', () => {
  test('is for terminals, where nothing is said', () => {
    expect([isColored(TERMINAL), isColored(FILE)]).toEqual([true, false]);
  });

  test.each([
    ['NO_COLOR', '1'],
    ['NODE_DISABLE_COLORS', '1'],
    ['CLICOLOR', '0'],
    ['FORCE_COLOR', '0'],
    ['FORCE_COLOR', 'false'],
    ['TERM', 'dumb'],
  ])('is switched off by %s=%s', (name, value) => {
    vi.stubEnv(name, value);
    expect(isColored(TERMINAL)).toBe(false);
  });

  test.each([
    ['FORCE_COLOR', '1'],
    ['FORCE_COLOR', ''],
    ['CLICOLOR_FORCE', '1'],
  ])('is switched on for a file by %s=%s', (name, value) => {
    vi.stubEnv(name, value);
    expect(isColored(FILE)).toBe(true);
  });

  test.each(['NO_COLOR', 'NODE_DISABLE_COLORS', 'CLICOLOR', 'CLICOLOR_FORCE', 'TERM'])(
    'is not changed by an empty %s',
    (name) => {
      vi.stubEnv(name, '');
      expect([isColored(TERMINAL), isColored(FILE)]).toEqual([true, false]);
    },
  );
});

test('a line is written over on a terminal that is not dumb', () => {
  expect([canRewrite(TERMINAL), canRewrite(FILE)]).toEqual([true, false]);
  vi.stubEnv('TERM', 'dumb');
  expect(canRewrite(TERMINAL)).toBe(false);
});

test.each([
  [120, 120],
  [0, 100],
  [undefined, 100],
  [1, 40],
  [65_535, 1_000],
])('a terminal of %s columns is taken for one of %s', (columns, width) => {
  expect(findWidth(columns === undefined ? {} : { columns })).toBe(width);
});
