import { describe, expect, it } from 'vitest';
import {
  hostileVerdict,
  largeVerdict,
  missingVerdict,
  openVerdict,
  passedVerdict,
  regressedVerdict,
} from '../../tests/simulated-verdicts.js';
import { renderVerdict } from './verdict.js';

const plain = { width: 140, isColored: false };

describe('a verdict in a terminal', () => {
  it('has the worst metric first and the status last', () => {
    const text = renderVerdict(regressedVerdict(), plain);
    const lines = text.split('\n');
    expect(lines[1]).toMatch(/^boot-time\/container +regressed +\+[\d.]+ % \[\+[\d.]+, \+[\d.]+\] +1\.01 ms → 3\.73 ms$/);
    expect(text.indexOf('boot-time/container')).toBeLessThan(text.indexOf('memory-peak/container'));
    expect(text).toContain('Twinbench gate: regressed (exit code 1, regression)\nregression: 1 regression: boot-time/container');
  });

  it('lists what has no counterpart', () => {
    expect(renderVerdict(missingVerdict(), plain)).toMatch(/Missing in the candidate: 17\n {2}\S+: .*\n[\s\S]*… and 7 more/);
  });

  it.each([60, 80, 100, 140])('fits %s columns, and stays bounded', (width) => {
    const text = renderVerdict(largeVerdict(5_000), { width, isColored: false });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(text).toContain('… and 4,960 metrics more');
    expect(text.split('\n').length).toBeLessThan(250);
  });

  it('does not call a gate passed that decided nothing', () => {
    const text = renderVerdict(openVerdict(), { width: 100, isColored: true });
    expect(text).toContain('\u001b[33mTwinbench gate: nothing was decided; the policy lets that pass (exit code 0, pass)');
    expect(text).not.toContain('passed');
  });

  it('is coloured only where asked, and passes no control character of a verdict on', () => {
    const control = /(?!\n)\p{Cc}/u;
    expect(renderVerdict(hostileVerdict(regressedVerdict()), plain)).not.toMatch(control);
    expect(renderVerdict(passedVerdict(), { ...plain, isColored: true })).toMatch(control);
  });
});
