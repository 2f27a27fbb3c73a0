import { describe, expect, it } from 'vitest';
import {
  othersAnonBytes,
  parseMeminfo,
  parseOwnMemory,
  parsePageBytes,
  parsePerCpuPages,
  readHostMemory,
  readOthersMemory,
} from './host-memory.js';

const MEMINFO =
  'MemTotal:       24683620 kB\nMemFree:        21000000 kB\nMemAvailable:   23000000 kB\nCached:  1000 kB\nSUnreclaim:  40 kB\n';

describe('parseMeminfo', () => {
  it('reads the fields that are there, in bytes', () => {
    expect(parseMeminfo(MEMINFO)).toEqual({
      memTotalBytes: 24_683_620 * 1024,
      memAvailableBytes: 23_000_000 * 1024,
      memFreeBytes: 21_000_000 * 1024,
      fileBytes: 1000 * 1024,
      slabUnreclaimableBytes: 40 * 1024,
    });
  });

  it('says nothing without the level that counts', () => {
    expect(parseMeminfo('MemTotal: 5 kB\n')).toBeUndefined();
    expect(parseMeminfo('')).toBeUndefined();
  });
});

it('reads what this process holds', () => {
  expect(parseOwnMemory('VmRSS:\t 9 kB\nRssAnon:\t     120 kB\n')).toEqual({ harnessAnonBytes: 120 * 1024 });
  expect(parseOwnMemory('Name: x\n')).toEqual({});
});

it('reads this host', () => {
  const { memTotalBytes = 0, memAvailableBytes = 0, harnessAnonBytes = 0 } = readHostMemory() ?? {};
  expect(memAvailableBytes).toBeGreaterThan(0);
  expect(memTotalBytes).toBeGreaterThan(memAvailableBytes);
  expect(harnessAnonBytes).toBeGreaterThan(1024 ** 2);
});

it('tells the memory of others from that of this process and its descendants', () => {
  const processes = [
    { pid: 1, parentPid: 0, anonBytes: 1 },
    { pid: 10, parentPid: 1, anonBytes: 10 },
    { pid: 20, parentPid: 10, anonBytes: 100 },
    { pid: 30, parentPid: 20, anonBytes: 1000 },
    { pid: 40, parentPid: 1, anonBytes: 10_000 },
  ];
  expect(othersAnonBytes(processes, 10)).toBe(10_001);
  expect(readOthersMemory()['othersAnonBytes']).toBeGreaterThan(0);
});

it('counts the free pages that each CPU has at hand', () => {
  const zoneinfo =
    'Node 0, zone DMA32\n  pagesets\n    cpu: 0\n              count:    30\n              high: 5\n    cpu: 1\n              count:    12\n';
  expect(parsePerCpuPages(zoneinfo)).toBe(42);
  expect(parsePageBytes('7f r--p\nSize: 8 kB\nKernelPageSize:        4 kB\n')).toBe(4096);
  expect(() => parsePageBytes('')).toThrow('KernelPageSize');
});
