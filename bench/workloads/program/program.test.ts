import { expect, test } from 'vitest';
import { parseOptions } from './options.js';
import { MAX_SAMPLES, runWindow, WrongAnswerError, wait } from './window.js';

test('options: window and settle times', () => {
  expect(parseOptions(['json', '--window-ms', '300'])).toEqual({
    workloadId: 'json',
    windowMs: 300,
    settleMs: 0,
    settings: {},
    command: [],
  });
  expect(parseOptions(['command', '--window-ms', '1', '--', 'ls', '--', '-l']).command).toEqual(['ls', '--', '-l']);
  expect(parseOptions(['idle', '--settle-ms', '5', '--window-ms', '1']).settleMs).toBe(5);
});

test.each([
  [[]],
  [['--window-ms', '1']],
  [['json']],
  [['json', '--window-ms']],
  [['json', '--window-ms', '1.5']],
  [['json', '--x', '1']],
])('options: %j is refused', (argv) => {
  expect(() => parseOptions(argv)).toThrow();
});

test('a window of no length still holds one operation', async () => {
  const times = await runWindow({ run: () => 'a', expected: 'a' }, 0);
  expect(times.operations).toBe(1);
  expect(times.samplesNs).toHaveLength(1);
});

test('samples stay in the order in which the operations ran, and cover the window', async () => {
  const delaysMs = [30, 1, 20, 1];
  // As long as the host let each take, which on a busy one has little to do with its delay.
  const tookNs: number[] = [];
  const run = async () => {
    const startNs = process.hrtime.bigint();
    await wait(delaysMs[tookNs.length] ?? 30);
    tookNs.push(Number(process.hrtime.bigint() - startNs));
    return 'a';
  };
  const times = await runWindow({ run, expected: 'a' }, 100);
  expect(times.operations).toBe(tookNs.length);
  expect(times.samplesNs).toHaveLength(tookNs.length);
  expect(tookNs.filter((ns, index) => (times.samplesNs[index] ?? 0) < ns)).toEqual([]);
  expect(Number(times.endNs - times.startNs)).toBeGreaterThanOrEqual(times.samplesNs.reduce((sum, one) => sum + one, 0));
});

test('all operations are counted when more ran than samples are kept', async () => {
  const times = await runWindow({ run: () => 'a', expected: 'a' }, 50);
  expect(times.operations).toBeGreaterThan(MAX_SAMPLES);
  expect(times.samplesNs).toHaveLength(MAX_SAMPLES);
});

test('a wrong answer ends the window', async () => {
  let calls = 0;
  const run = () => (++calls === 3 ? 'b' : 'a');
  await expect(runWindow({ run, expected: 'a' }, 1000)).rejects.toThrow(WrongAnswerError);
  expect(calls).toBe(3);
});
