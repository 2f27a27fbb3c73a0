import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openVcpus, parseSchedstats } from './vcpu.js';

describe('vCPU threads', () => {
  it('adds up what all of them ran and waited', () => {
    expect(parseSchedstats(['100 20 3\n', '50 5 1\n'])).toEqual({ runNs: 150, waitNs: 25 });
  });

  it.each([
    ['nothing', []],
    ['zeros', ['0 0 0\n']],
    ['other text', ['a b c\n']],
    ['one of two', ['100 20 3\n', '']],
  ])('says nothing for %s', (_, texts) => {
    expect(parseSchedstats(texts)).toBeUndefined();
  });

  it('reads the threads of a real process, and nothing once one is gone', () => {
    const threads = readdirSync('/proc/self/task').map(Number);
    const { runNs } = openVcpus(process.pid, threads).read() ?? {};
    expect(runNs).toBeGreaterThan(0);
    expect(openVcpus(process.pid, [...threads, 2 ** 22 + 1]).read()).toBeUndefined();
  });
});
