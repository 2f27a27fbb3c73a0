import { describe, expect, it } from 'vitest';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { renderCalibration } from './calibration.js';
import { visibleWidth } from './layout.js';

const document = evidenceDocument();
const linesOf = (width: number) => renderCalibration(document, { width }).split('\n');

describe('a calibration in a terminal', () => {
  it.each([40, 60, 80, 200])('fits %s columns', (width) => {
    expect(Math.max(...linesOf(width).map(visibleWidth))).toBeLessThanOrEqual(width);
  });

  it('has the environments under each quantity, with error, interval and tolerance', () => {
    const lines = linesOf(80);
    const [first] = document.calibration?.entries ?? [];
    const at = lines.indexOf(first?.title ?? '');
    expect(at).toBeGreaterThan(0);
    expect(lines[at + 1]).toMatch(/^ {2}\S+ .* [+−][\d.]+ \S+ \[.*\] +±[\d.]+ \S+ +(ok|OFF)$/);
    expect(lines.filter((line) => line === first?.title)).toHaveLength(1);
  });

  it('is nothing where nothing was calibrated', () => {
    const { calibration: _, ...without } = document;
    expect(renderCalibration(without, { width: 80 })).toBe('');
  });
});
