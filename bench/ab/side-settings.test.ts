import { expect, it } from 'vitest';
import { parseSide } from './side-settings.js';

it('takes settings in one word or several', () => {
  expect(parseSide(['memory=1G,machine=q35-pvh', 'set-size=3'])).toEqual({
    label: 'memory=1G,machine=q35-pvh,set-size=3',
    settings: { memoryBytes: 1024 ** 3, machine: 'q35-pvh' },
    parameters: { 'set-size': 3 },
  });
});

it.each([[['memory=1G,memory=2G']], [['memory=1G', 'memory=2G']]])('refuses a setting that is there twice: %j', (words) => {
  expect(() => parseSide(words)).toThrow('a side has the setting "memory" twice');
});
