import { describe, expect, it } from 'vitest';
import { derivePhases } from './phases.js';

const marks = (instants: Record<string, number>) => Object.entries(instants).map(([name, tNs]) => ({ name, tNs }));

describe('phases of boot time', () => {
  it('run from mark to mark and meet', () => {
    expect(derivePhases(marks({ 'launcher-start': 0, isolating: 3, 'supervisor-start': 10, ready: 12 }), 'container')).toEqual([
      { name: 'launch', startNs: 0, endNs: 3 },
      { name: 'isolate', startNs: 3, endNs: 10 },
      { name: 'supervise', startNs: 10, endNs: 12 },
    ]);
    expect(derivePhases(marks({ 'launcher-start': 0, 'supervisor-start': 4, ready: 5 }), 'bare').map(({ name }) => name)).toEqual(
      ['launch', 'supervise'],
    );
  });

  it('merge where nothing signalled the boundary, or out of order', () => {
    const merged = [
      { name: 'vmm+kernel', startNs: 0, endNs: 900 },
      { name: 'init', startNs: 900, endNs: 1000 },
    ];
    expect(derivePhases(marks({ 'launcher-start': 0, 'supervisor-start': 900, ready: 1000 }), 'vm')).toEqual(merged);
    expect(
      derivePhases(marks({ 'launcher-start': 0, 'guest-resumed': 2000, 'supervisor-start': 900, ready: 1000 }), 'vm'),
    ).toEqual(merged);
  });

  it('do not exist without a start or an end', () => {
    expect(derivePhases(marks({ 'launcher-start': 0, 'supervisor-start': 4 }), 'bare')).toEqual([]);
    expect(derivePhases(marks({ ready: 4 }), 'bare')).toEqual([]);
    expect(derivePhases(marks({ 'launcher-start': 5, ready: 4 }), 'bare')).toEqual([]);
  });
});
