/** The sampler itself, with real files and a real control group. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCgroupParent } from '../cgroup.js';
import { nativeProgram } from '../native.js';
import type { FileReading } from './answers.js';
import { type FileSampler, openFileSampler } from './file-sampler.js';

let folder = '';
let sampler: FileSampler;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'twinbench-sampler-'));
  sampler = await openFileSampler();
});
afterEach(async () => {
  await sampler[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function makeFile(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

/** Number of the period in which each reading was taken. */
function listPeriods(readings: readonly FileReading[], periodMs: number): number[] {
  return readings.map(({ atNs }) => Math.floor(Number(atNs) / (periodMs * 1e6)));
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) throw new Error('the sampler was not started');
  process.kill(pid, name);
}

describe('schedule', () => {
  test('one reading in each period, none made up for after a stall', async () => {
    const slot = sampler.start([makeFile('a', 'x')], 20);
    const fromNs = process.hrtime.bigint();
    await sleep(1000);
    signal(sampler.pid, 'SIGSTOP');
    await sleep(500);
    signal(sampler.pid, 'SIGCONT');
    await sleep(1000);
    const periods = Number(process.hrtime.bigint() - fromNs) / 20e6;
    const taken = listPeriods((await slot.stop()).readings, 20);
    expect(new Set(taken).size).toBe(taken.length);
    expect(taken).toEqual([...taken].sort((left, right) => left - right));
    expect(taken.length).toBeLessThan(periods - 20);
    expect(taken.length).toBeGreaterThan(periods / 2);
  });

  test('slots are read at their own periods, with their own files', async () => {
    const slow = sampler.start([makeFile('a', 'slow'), makeFile('b', '')], 50);
    const fast = sampler.start([makeFile('c', 'fast')], 10);
    await sleep(600);
    const [slowly, fastly] = await Promise.all([slow.stop(), fast.stop()]);
    expect(new Set(slowly.readings.map(({ texts }) => texts.join('|')))).toEqual(new Set(['slow|']));
    expect(new Set(fastly.readings.map(({ texts }) => texts.join('|')))).toEqual(new Set(['fast']));
    expect(fastly.readings.length).toBeGreaterThan(2 * slowly.readings.length);
    expect(slowly.cpuSeconds).toBeGreaterThan(0);
    expect(fastly.cpuSeconds).toBeGreaterThan(0);
  });

  test('files are read anew each time', async () => {
    const file = makeFile('a', 'before');
    const slot = sampler.start([file], 5);
    await sleep(100);
    writeFileSync(file, 'afterwards');
    await sleep(100);
    const texts = (await slot.stop()).readings.map((reading) => reading.texts[0]);
    expect([texts[0], texts.at(-1)]).toEqual(['before', 'afterwards']);
  });
});

describe('what goes wrong', () => {
  test('a file that does not exist gives no reading, and disturbs no other slot', async () => {
    const missing = sampler.start([makeFile('a', 'x'), path.join(folder, 'none')], 5);
    const present = sampler.start([makeFile('b', 'x')], 5);
    await sleep(300);
    expect(await missing.stop()).toMatchObject({ readings: [], isComplete: true });
    expect((await present.stop()).readings.length).toBeGreaterThan(0);
  });

  test('a full store is said, and is free again afterwards', async () => {
    const files = Array.from({ length: 8 }, (_, index) => makeFile(String(index), 'x'.repeat(20_000)));
    const slot = sampler.start(files, 1);
    await sleep(3000);
    const { readings, isComplete } = await slot.stop();
    expect(isComplete).toBe(false);
    expect(readings.length).toBeGreaterThan(500);
    expect(readings.at(-1)?.texts.map((text) => text.length)).toEqual(Array(8).fill(16 * 1024));
    const next = sampler.start(files, 5);
    await sleep(100);
    expect(await next.stop()).toMatchObject({ isComplete: true });
  });

  test('a sampler that ended is named, for what runs and for what comes', async () => {
    const slot = sampler.start([makeFile('a', 'x')], 5);
    signal(sampler.pid, 'SIGKILL');
    await expect(slot.stop()).rejects.toThrow(/The sampler.*killed by SIGKILL/);
    await expect(sampler.start([], 5).stop()).rejects.toThrow(/killed by SIGKILL/);
  });

  test.each([
    ['begin=1\0\0', 'a request begins with start or stop: "begin=1"'],
    ['\0', 'a request begins with start or stop: ""'],
    ['start=x\0file=/a\0periodUs=5\0\0', 'not a number in range: "x"'],
    ['start=-1\0file=/a\0periodUs=5\0\0', 'not a number in range: "-1"'],
    ['start=4294967296\0\0', 'not a number in range: "4294967296"'],
    ['start=1\0file=/a\0\0', 'a start without periodUs'],
    ['start=1\0periodUs=0\0file=/a\0\0', 'a start without periodUs'],
    ['start=1\0periodUs=5\0\0', 'a start without file'],
    ['start=1\0colour=5\0\0', 'unexpected part of a request: "colour=5"'],
    [`start=1\0${'file=/a\0'.repeat(9)}\0`, 'too many files: "/a"'],
    ['stop=1\0\0', 'no such slot to stop: "1"'],
    ['start=1\0periodUs=500000\0file=/a\0\0'.repeat(2), 'the slot is taken: "1"'],
    ['x'.repeat(70_000), 'longer than 64 KiB'],
  ])('the request %j is refused with its reason', async (request, reason) => {
    const { status, stderr } = spawnSync(await nativeProgram('sampler'), { input: request });
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 2, stderr: expect.stringContaining(reason) });
  });
});

describe('its end', () => {
  test('at the end of stdin, with a request half written', async () => {
    expect(spawnSync(await nativeProgram('sampler'), { input: 'start=1\0file=' }).status).toBe(0);
  });

  test('with its parent, although somebody else still holds its stdin', async () => {
    const parent = spawn('sh', ['-c', '"$0" <&3 & echo $!; wait', await nativeProgram('sampler')], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    const pid = await new Promise<number>((resolve) => parent.stdout?.once('data', (line: Buffer) => resolve(Number(line))));
    // An answer shows that it has begun, and so has asked to be told of its parent's end.
    const answered = new Promise((resolve) => parent.stdout?.once('data', resolve));
    const stdin = parent.stdio[3];
    if (!(stdin instanceof Writable)) throw new Error('descriptor 3 takes no requests');
    stdin.write('start=1\0periodUs=500000\0file=/proc/self/stat\0\0stop=1\0\0');
    await answered;
    parent.kill('SIGKILL');
    await expect.poll(() => existsSync(`/proc/${String(pid)}`), { timeout: 10_000 }).toBe(false);
  });
});

const support = await openCgroupParent();
const skipReason = support.parent === undefined ? ` (skipped: ${support.reason})` : '';
describe.skipIf(support.parent === undefined)(`a control group${skipReason}`, () => {
  test('is read until it is removed, and keeps nobody from removing it', async () => {
    const group = await support.parent?.create('vanishing', {});
    if (group === undefined) return;
    const slot = sampler.start([group.files.cpu.path, group.files.memoryStat?.path ?? ''], 5);
    await sleep(200);
    const removedNs = process.hrtime.bigint();
    await group.remove(5000);
    await support.parent?.close();
    await sleep(100);
    const { readings, isComplete } = await slot.stop();
    expect(isComplete).toBe(true);
    expect(readings.length).toBeGreaterThan(5);
    expect(readings.filter(({ atNs }) => atNs > removedNs + 50_000_000n)).toEqual([]);
  });
});
