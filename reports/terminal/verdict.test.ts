import { describe, expect, it } from 'vitest';
import { hostileVerdict, largeVerdict, missingVerdict, passedVerdict, regressedVerdict } from '../../tests/simulated-verdicts.js';
import { renderVerdict } from './verdict.js';

const plain = { width: 140, isColored: false };

describe('a verdict in a terminal', () => {
  it('has the worst metric first and the status last', () => {
    const text = renderVerdict(regressedVerdict(), plain);
    const lines = text.split('\n');
    expect(lines.find((line) => line.includes('boot-time/container'))).toMatch(/block .*1\.01 ms .*\+\d+ % .*regressed/);
    expect(text.indexOf('boot-time/container')).toBeLessThan(text.indexOf('memory-peak/container'));
    expect(text).toContain('Twinbench gate: regressed (exit code 1, regression)\nregression: 1 regression: boot-time/container');
  });

  it('lists what has no counterpart', () => {
    expect(renderVerdict(missingVerdict(), plain)).toMatch(/Missing in the candidate: 17\n {2}\S+: .*\n[\s\S]*… and 7 more/);
  });

  it('becomes a list where a table does not fit, and stays bounded', () => {
    const text = renderVerdict(largeVerdict(5_000), { width: 80, isColored: false });
    expect(text).not.toContain('│');
    expect(text).toContain('… and 4,960 metrics more');
    expect(text.split('\n').length).toBeLessThan(250);
  });

  it('is coloured only where asked, and passes no control character of a verdict on', () => {
    const control = /(?!\n)\p{Cc}/u;
    expect(renderVerdict(hostileVerdict(regressedVerdict()), plain)).not.toMatch(control);
    expect(renderVerdict(passedVerdict(), { ...plain, isColored: true })).toMatch(control);
  });
});
