import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { encodePalettePng } from './palette-png.js';

/** A picture of one row in this colour and one with a colour for each of its pixels. */
function picture(width: number, colorAt: (x: number) => readonly number[]): PNG {
  const made = new PNG({ width, height: 2 });
  for (let x = 0; x < width; x += 1) {
    made.data.set([10, 20, 30, 255], 4 * x);
    made.data.set([...colorAt(x), 255], 4 * (width + x));
  }
  return made;
}

function largestError(made: PNG): number {
  const read = PNG.sync.read(encodePalettePng(made));
  expect([read.width, read.height]).toEqual([made.width, made.height]);
  expect([...read.data.subarray(0, 4)]).toEqual([10, 20, 30, 255]);
  return Math.max(...Array.from(read.data, (channel, index) => Math.abs(channel - (made.data[index] ?? 0))));
}

test('a picture of few colours is as it was', () => {
  expect(largestError(picture(200, (x) => [8 * (x % 25), 8 * Math.floor(x / 25), 200]))).toBe(0);
});

test('colours that are almost the same become one, and those of too many the nearest', () => {
  expect(largestError(picture(300, (x) => [x % 256, 100, 200]))).toBeLessThanOrEqual(7);
  expect(largestError(picture(1000, (x) => [8 * (x % 32), 8 * Math.floor(x / 32), 0]))).toBeLessThan(200);
});
