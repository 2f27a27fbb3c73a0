import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { busyWarnings } from './busy.js';
import { parseHostCpu, parseOwnCpu, parsePressure } from './cpu-times.js';
import { parseMemoryManagement } from './memory-management.js';
import { type NoiseReading, noiseBetween, readNoise, suspendedBetween } from './noise-probe.js';
import { measureReference, referenceWork } from './reference-loop.js';

const STAT = 'cpu  100 0 50 3000 20 0 0 40 7 0\ncpu0 50 0 25 1500 10 0 0 20 7 0\ncpu1 50 0 25 1500 10 0 0 20 0 0\nintr 1 2\n';

describe('the texts of /proc', () => {
  it('give idle time with waiting for I/O, steal, and the CPUs there are', () => {
    expect(parseHostCpu(STAT)).toEqual({ onlineCpus: 2, idleSeconds: 30.2, stealSeconds: 0.4 });
    expect(parseHostCpu('intr 1 2\n')).toBeUndefined();
    expect(parseHostCpu('cpu  1 0 0 5\n')).toEqual({ onlineCpus: 0, idleSeconds: 0.05, stealSeconds: 0 });
  });

  it('give the time of this program behind a name with spaces and brackets', () => {
    expect(parseOwnCpu('42 (a) b (c) S 1 1 1 0 -1 4194304 9 9 9 9 150 50 300 25 20 0')).toEqual({
      selfSeconds: 2,
      childrenSeconds: 3.25,
    });
  });

  it('give the pressure since boot', () => {
    expect(parsePressure('some avg10=1.00 avg60=0.00 avg300=0.00 total=2500000\nfull avg10=0.00 total=1\n')).toBe(2.5);
    expect(parsePressure('')).toBeUndefined();
  });

  it('give what merges and enlarges pages, and nothing of what the host does not tell', () => {
    const meminfo = 'MemTotal:  8 kB\nSwapTotal:  2048 kB\nSwapFree:  1024 kB\nHugePages_Total:  3\n';
    expect(parseMemoryManagement({ ksmRun: '1\n', transparentHugePages: 'always [madvise] never\n', meminfo })).toEqual({
      memoryManagement: { ksmRunning: true, transparentHugePages: 'madvise', hugePagesReserved: 3 },
      swapUsedBytes: 2 ** 20,
    });
    expect(parseMemoryManagement({ ksmRun: undefined, transparentHugePages: undefined, meminfo: undefined })).toEqual({
      memoryManagement: {},
    });
  });
});

function reading(change: Partial<NoiseReading> = {}): NoiseReading {
  return { monotonicSeconds: 10, pressureSeconds: {}, ...change };
}

const before = reading({
  uptimeSeconds: 100,
  host: { onlineCpus: 2, idleSeconds: 50, stealSeconds: 1 },
  own: { selfSeconds: 1, childrenSeconds: 2 },
  pressureSeconds: { cpu: 3 },
});
const after = reading({
  monotonicSeconds: 20,
  uptimeSeconds: 110,
  host: { onlineCpus: 2, idleSeconds: 60, stealSeconds: 2 },
  own: { selfSeconds: 1.5, childrenSeconds: 5 },
  pressureSeconds: { cpu: 4 },
});

describe('noise between two readings', () => {
  it('is what the CPUs did beside idling and Twinbench', () => {
    const noise = noiseBetween(before, after, { instances: 0, helpers: 0.5 });
    expect(noise).toEqual({ stealRatio: 0.05, otherCpuRatio: 0.25, cpuPressureRatio: 0.1 });
  });

  it('believes the control groups where they saw more than was waited for', () => {
    expect(noiseBetween(before, after, { instances: 6, helpers: 0.5 }).otherCpuRatio).toBe(0.1);
    expect(noiseBetween(before, after, { instances: 600, helpers: 0 }).otherCpuRatio).toBe(0);
  });

  it('holds nothing that a reading lacks, and nothing of no time', () => {
    expect(noiseBetween(reading(), after, { instances: 0, helpers: 0 })).toEqual({});
    expect(noiseBetween(after, after, { instances: 0, helpers: 0 })).toEqual({});
  });

  it('tells a sleeping host from a waking one', () => {
    expect(suspendedBetween(before, after)).toBe(0);
    expect(suspendedBetween(before, { ...after, uptimeSeconds: 140 })).toBe(30);
    expect(suspendedBetween(reading(), after)).toBe(0);
  });

  it('counts as its own what this process waited for, and as others what it did not', async () => {
    const spin = ['--eval', 'for (const end = Date.now() + 400; Date.now() < end; );'];
    const start = readNoise();
    spawnSync(process.execPath, spin);
    const between = readNoise();
    const running = spawn(process.execPath, ['--eval', 'for (;;);']);
    await sleep(400);
    const end = readNoise();
    running.kill('SIGKILL');
    await once(running, 'close');
    const childrenSeconds = (from: NoiseReading, to: NoiseReading) =>
      (to.own?.childrenSeconds ?? Number.NaN) - (from.own?.childrenSeconds ?? Number.NaN);
    expect(childrenSeconds(start, between)).toBeGreaterThan(0.1);
    expect(childrenSeconds(between, end)).toBe(0);
    const cpus = end.host?.onlineCpus ?? Number.NaN;
    expect((noiseBetween(between, end, { instances: 0, helpers: 0 }).otherCpuRatio ?? 0) * cpus).toBeGreaterThan(0.2);
  });
});

describe('the reference loop', () => {
  it('computes the same each time, in a time that can be told', () => {
    expect(referenceWork(1000)).toBe(referenceWork(1000));
    expect(referenceWork(1000)).not.toBe(referenceWork(1001));
    expect(measureReference()).toBeGreaterThan(100_000);
  });

  it('takes the shortest of three', () => {
    const instants = [0n, 9n, 20n, 25n, 30n, 37n];
    expect(measureReference(() => instants.shift() ?? 0n)).toBe(5);
  });
});

describe('the warning of a busy host', () => {
  const cpu = { model: '', vendor: '', cores: 2, threads: 2, online: '0-1' };
  const noise = { loadAverage: 0.2, stealRatio: 0.001, governor: 'none', otherCpuRatio: 0.03 };

  it('is silent on a quiet one and names each sign otherwise', () => {
    expect(busyWarnings({ cpu, noise })).toEqual([]);
    expect(busyWarnings({ cpu, noise: { ...noise, loadAverage: 9 } })).toEqual([]);
    expect(busyWarnings({ cpu, noise: { ...noise, stealRatio: 0.04, otherCpuRatio: 0.5 } })).toMatchObject([
      {
        code: 'host-busy',
        message:
          'The host was busy before the run: the hypervisor withheld 4 % of its CPU time; other programs used 50 % of its CPU time.',
      },
    ]);
    expect(busyWarnings({ cpu, noise: { ...noise, otherCpuRatio: 0.5 } })[0]?.hint).toContain('End other programs');
    const stolen = busyWarnings({ cpu, noise: { ...noise, stealRatio: 0.024 } })[0];
    expect(stolen?.message).toBe('The host was busy before the run: the hypervisor withheld 2.4 % of its CPU time.');
    expect(stolen?.hint).not.toContain('other programs');
    const taken = busyWarnings({ cpu, noise: { ...noise, otherCpuRatio: 0.5 } })[0];
    expect(taken?.message).toBe('The host was busy before the run: other programs used 50 % of its CPU time.');
    expect(taken?.hint).not.toContain('guests');
    expect(busyWarnings({ cpu, noise: { ...noise, stealRatio: 0.04, otherCpuRatio: 0.5 } })[0]?.hint).toMatch(
      /End other programs.*guests/,
    );
    const { otherCpuRatio: _, ...untold } = noise;
    expect(busyWarnings({ cpu, noise: { ...untold, loadAverage: 2.5 } })[0]?.message).toBe(
      'The host was busy before the run: its load average was 2.5 on 2 CPUs.',
    );
  });
});
