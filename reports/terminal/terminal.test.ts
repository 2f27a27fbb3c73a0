import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseResults } from '../../bench/contract/read.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { renderTerminal } from './terminal.js';

const document = parseResults(readFileSync('tests/golden/results.json', 'utf8'), 'results.json');
const ESCAPE = String.fromCharCode(27);
const escapes = new RegExp(`${ESCAPE}\\[\\d+m`, 'g');

describe('terminal', () => {
  it.each([200, 120, 80, 60, 59, 40])('fits into %i columns', (width) => {
    for (const isColored of [false, true]) {
      const lines = renderTerminal(document, { width, isColored }).replace(escapes, '').split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  });

  it('holds no escape sequence without colours, and the same words with them', () => {
    for (const width of [120, 50]) {
      const plain = renderTerminal(document, { width, isColored: false });
      expect(plain).not.toContain(ESCAPE);
      expect(renderTerminal(document, { width, isColored: true }).replace(escapes, '')).toBe(plain);
    }
  });

  it('says that the VM was emulated before its first figure', () => {
    const text = renderTerminal(document, { width: 100, isColored: false });
    expect(text.indexOf('Software emulation')).toBeLessThan(text.indexOf('Boot time'));
    expect(text).toMatch(/3\.\d\d× bare: shown,/);
  });

  it('gives every further scenario, noise and calibration a line', () => {
    const text = renderTerminal(evidenceDocument(), { width: 200, isColored: false }).replaceAll('\u00a0', ' ');
    expect(text).toContain('Next instance: Container 47.1 MiB [46.3, 47.9], 0.400 % unexplained; VM 141 MiB');
    expect(text).toContain('vm-balloon 94.4 % of the peak after 30 s');
    expect(text).toContain('Calibration: 20 of 21 known quantities measured within tolerance, 14 Jan 2026');
    const narrow = renderTerminal(evidenceDocument(), { width: 40, isColored: false });
    expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
  });

  it('shows warnings, and only some of many failed trials', () => {
    const failed = document.trials.map((trial) => ({
      ...trial,
      outcome: { status: 'failed' as const, code: 'c', message: '\u001b[2Jboom', detail: '' },
      measurements: [],
    }));
    const warnings = [{ code: 'swap', message: 'The host swapped.', hint: 'Free memory.' }];
    const text = renderTerminal(
      { ...document, trials: failed, series: [], comparisons: [], warnings },
      { width: 100, isColored: false },
    );
    expect(text).toContain('and 142 more');
    expect(text).toContain('Warning: The host swapped. Free memory.');
    expect(text).not.toContain(ESCAPE);
  });
});
