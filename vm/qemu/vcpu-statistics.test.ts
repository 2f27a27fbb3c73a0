import { describe, expect, it } from 'vitest';
import { parseExits, parseVcpuThreads } from './vcpu-statistics.js';

describe('vCPU statistics', () => {
  it('takes the threads of all vCPUs', () => {
    const answer = [
      { 'cpu-index': 0, 'thread-id': 41, target: 'x86_64' },
      { 'cpu-index': 1, 'thread-id': 42, target: 'x86_64' },
    ];
    expect(parseVcpuThreads(answer)).toEqual([41, 42]);
    expect(parseVcpuThreads({ error: 'no' })).toEqual([]);
  });

  it('adds up the exits of all vCPUs', () => {
    const vcpu = (value: unknown) => ({ provider: 'kvm', 'qom-path': '/machine', stats: [{ name: 'exits', value }] });
    expect(parseExits([vcpu(1000), vcpu(234)])).toBe(1234);
    expect(parseExits([])).toBeUndefined();
    expect(parseExits([vcpu([1, 2])])).toBeUndefined();
    expect(parseExits('none')).toBeUndefined();
  });
});
