import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Cgroup } from '../../runtimes/cgroup.js';
import { openCgroup } from './cgroup.js';
import { parseMemoryStatV1 } from './cgroup-v1.js';
import { parseCpuStat, parseMemoryStatV2 } from './cgroup-v2.js';
import { openProcessIo, parseProcessIo } from './process-io.js';
import { openProcessMemory, parseRollup } from './process-memory.js';
import { KeptFile, numberAfter, readKernelFile } from './source.js';
import { openVmmMemory, parseSmaps } from './vmm-memory.js';

const MIB = 1024 * 1024;
const V1_STAT =
  'cache 1\nrss 2\nshmem 3\nmapped_file 4\ntotal_cache 40960\ntotal_rss 8192\ntotal_shmem 4096\ntotal_mapped_file 12288\n';
const V2_STAT = 'anon 8192\nfile 40960\nkernel 20480\nkernel_stack 1\nshmem 4096\nfile_mapped 12288\nfile_dirty 0\nslab 5\n';
const V2_STAT_BEFORE_5_18 =
  'anon 8192\nfile 40960\nkernel_stack 100\npagetables 20\npercpu 3\nsock 0\nshmem 4096\nfile_mapped 12288\nslab 4000\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'twinbench-samplers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('numberAfter takes whole keys at the start of a line', () => {
  expect(numberAfter('file_mapped 1\nfile 2\n', 'file')).toBe(2);
  expect(numberAfter('file 2\nfile_mapped 1\n', 'file')).toBe(2);
  expect(numberAfter('xfile 2\n', 'file')).toBeUndefined();
  expect(numberAfter('', 'file')).toBeUndefined();
});

test('v1: descendants are counted, kernel memory is elsewhere', () => {
  expect(parseMemoryStatV1(V1_STAT)).toEqual({ anonBytes: 8192, fileBytes: 40960, shmemBytes: 4096, mappedFileBytes: 12288 });
});

test('v2: the kernel line, or its parts on an older kernel', () => {
  const common = { anonBytes: 8192, fileBytes: 40960, shmemBytes: 4096, mappedFileBytes: 12288 };
  expect(parseMemoryStatV2(V2_STAT)).toEqual({ ...common, kernelBytes: 20480 });
  expect(parseMemoryStatV2(V2_STAT_BEFORE_5_18)).toEqual({ ...common, kernelBytes: 4123 });
  expect(parseMemoryStatV2('anon 1\n')).toBeUndefined();
  expect(parseCpuStat('usage_usec 1234\nuser_usec 1000\n')).toBe(1_234_000);
});

function files(): Cgroup['files'] {
  const write = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  return {
    cpu: { path: write('cpuacct.usage', '5000\n'), format: 'cpuacct.usage' },
    memoryCurrent: write('memory.usage_in_bytes', '61440\n'),
    memoryStat: { path: write('memory.stat', V1_STAT), version: 1 },
    kernelMemory: write('memory.kmem.usage_in_bytes', '20480\n'),
  };
}

test('a group is read anew each time, all parts as one reading', () => {
  const source = openCgroup({ files: files() });
  const first = { cpuNs: 5000, memoryBytes: 61440, anonBytes: 8192, fileBytes: 40960, shmemBytes: 4096, mappedFileBytes: 12288 };
  expect(source.read()).toEqual({ ...first, kernelBytes: 20480 });
  writeFileSync(path.join(folder, 'cpuacct.usage'), '7000\n');
  expect(source.read()?.['cpuNs']).toBe(7000);
  source.close();
  expect(source.read()).toBeUndefined();
});

test('a group without files gives no reading instead of zeros', () => {
  const source = openCgroup({ files: { cpu: { path: path.join(folder, 'none'), format: 'cpu.stat' } } });
  expect(source.read()).toBeUndefined();
  source.close();
});

test('a kept file follows what is appended', () => {
  const file = path.join(folder, 'kept');
  writeFileSync(file, 'a');
  const kept = new KeptFile(file);
  expect(kept.read()).toBe('a');
  appendFileSync(file, 'b');
  expect(kept.read()).toBe('ab');
  kept.close();
});

test('a kernel file is read whole, and a process that is gone has none', () => {
  expect(readKernelFile('/proc/self/io')).toMatch(/^rchar: \d+\n(\w+: \d+\n)+$/);
  expect(() => readKernelFile('/proc/0/io')).toThrow('ENOENT');
});

const mapping = (range: string, permissions: string, kb: { size: number; rss: number; pss: number; anon: number }) =>
  `${range} ${permissions} 00000000 00:00 0 \nSize: ${String(kb.size)} kB\nRss: ${String(kb.rss)} kB\nPss: ${String(kb.pss)} kB\nAnonymous: ${String(kb.anon)} kB\nVmFlags: rd wr\n`;

test("smaps: guest RAM is the writable mapping of its size, and not the emulator's code buffer of the same size", () => {
  const text =
    mapping('7f00-7f01', 'rwxp', { size: 262_144, rss: 1000, pss: 1000, anon: 1000 }) +
    mapping('7f02-7f03', 'rw-p', { size: 262_144, rss: 5000, pss: 5000, anon: 5000 }) +
    mapping('7f04-7f05', 'r-xp', { size: 8000, rss: 4000, pss: 2000, anon: 16 });
  const kb = 1024;
  expect(parseSmaps(text, 256 * MIB)).toEqual({
    ramBytes: 5000 * kb,
    otherAnonBytes: 1016 * kb,
    fileBytes: 3984 * kb,
    privateFileBytes: 0,
    sharedFileBytes: 0,
    pssBytes: 8000 * kb,
    rssBytes: 10_000 * kb,
    anonHugeBytes: 0,
  });
  const more = text.replaceAll('VmFlags', 'Private_Clean: 1 kB\nShared_Clean: 2 kB\nAnonHugePages: 2048 kB\nKSM: 4 kB\nVmFlags');
  expect(parseSmaps(more, 256 * MIB)).toMatchObject({
    privateFileBytes: 2 * kb,
    sharedFileBytes: 4 * kb,
    anonHugeBytes: 6144 * kb,
    ksmBytes: 12 * kb,
  });
  expect(parseSmaps(text, 128 * MIB)).toBeUndefined();
});

test('a process that is gone gives no reading', () => {
  expect(openVmmMemory(2 ** 30, MIB).read()).toBeUndefined();
  expect(openProcessMemory({ supervisor: 2 ** 30 }).read()).toBeUndefined();
});

test('the memory of a real process: anonymous pages are a part of what is resident', () => {
  const values = openProcessMemory({ supervisor: process.pid, workload: 2 ** 30 }).read() ?? {};
  expect(Object.keys(values).every((name) => name.startsWith('supervisor'))).toBe(true);
  expect(values['supervisorAnonBytes']).toBeGreaterThan(MIB);
  expect(values['supervisorRssBytes']).toBeGreaterThan(values['supervisorAnonBytes'] ?? 0);
});

test('smaps_rollup: huge and merged pages where the kernel tells; nothing of a process without memory', () => {
  const text = 'Rss: 8 kB\nPss: 7 kB\nShared_Clean: 1 kB\nPrivate_Clean: 2 kB\nAnonymous: 4 kB\nAnonHugePages: 3 kB\n';
  const common = { aAnonBytes: 4096, aPssBytes: 7168, aRssBytes: 8192, aPrivateFileBytes: 2048, aSharedFileBytes: 1024 };
  expect(parseRollup('a', text)).toEqual({ ...common, aAnonHugeBytes: 3072 });
  expect(parseRollup('a', `${text}KSM: 5 kB\n`)['aKsmBytes']).toBe(5120);
  expect(parseRollup('a', '')).toEqual({});
});

test('I/O of processes is summed, and whole or none', () => {
  const text = 'rchar: 1\nwchar: 2\nsyscr: 9\nsyscw: 9\nread_bytes: 3\nwrite_bytes: 4\ncancelled_write_bytes: 5\n';
  const values = { readCallBytes: 1, writeCallBytes: 2, readBytes: 3, writtenBytes: 4, cancelledBytes: 5 };
  expect(parseProcessIo(text)).toEqual(values);
  expect(() => parseProcessIo('rchar: 1\n')).toThrow('read_bytes');
  const once = openProcessIo([process.pid]).read()?.['readCallBytes'] ?? 0;
  expect(openProcessIo([process.pid, process.pid]).read()?.['readCallBytes']).toBeGreaterThanOrEqual(2 * once);
  expect(openProcessIo([process.pid, 2 ** 30]).read()).toBeUndefined();
  expect(openProcessIo([]).read()).toBeUndefined();
});
