import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { visibleWidth } from '../../reports/terminal/layout.js';
import { simulateRun } from '../../tests/simulate-run.js';
import type { TrialRecord } from '../contract/record.js';
import type { RunObserver } from '../harness/run.js';
import { clearLive } from './live-lines.js';
import { plainProgress, progressOn, terminalProgress } from './progress.js';

const { trials } = simulateRun({ failEvery: 1_000_000 });
const failed = (record: TrialRecord): TrialRecord => ({
  ...record,
  outcome: { status: 'failed', code: 'c', message: `\u001b[2Jboom ${'long '.repeat(200)}`, detail: '' },
});

const [UP, CLEAR] = ['\u001b[1A', '\u001b[K'];
const CONTROLS = new RegExp(`(\n|${[UP, CLEAR].map((one) => one.replace('[', '\\[')).join('|')})`);

/** What is on the screen of a terminal, and what was written in all. */
class FakeScreen {
  readonly isTTY = true;
  readonly columns: number;
  written = '';
  constructor(columns: number) {
    this.columns = columns;
  }
  write(text: string): void {
    this.written += text;
  }
  get rows(): string[] {
    const rows = [''];
    for (const part of this.written.split(CONTROLS)) {
      if (part === '\n') rows.push('');
      else if (part === UP) rows.pop();
      else if (part === CLEAR) rows[rows.length - 1] = '';
      else rows[rows.length - 1] += part.replace(/\r$/, '');
    }
    return rows;
  }
}

function watch(observer: RunObserver, records: readonly TrialRecord[], planned = records.length): void {
  for (const [done, record] of records.entries()) {
    observer.trialStarts(record, { done, planned, secondsLeft: done === 0 ? undefined : planned - done });
    observer.trialEnded(record, { done: done + 1, planned, secondsLeft: planned - done });
  }
}

beforeEach(() => {
  vi.stubEnv('LC_ALL', 'C.UTF-8');
  vi.stubEnv('TERM', 'xterm');
});
afterEach(() => {
  clearLive();
  vi.unstubAllEnvs();
});

describe('on a terminal', () => {
  it('is a bar, the time that is left, what runs now and medians so far', () => {
    const screen = new FakeScreen(80);
    watch(terminalProgress(screen), trials.slice(0, 30), 60);
    const [bar = '', now = ''] = screen.rows;
    expect(bar).toMatch(/^█{11}░{13} {2}trial 30 of 60, about 31 s left$/);
    expect(now).toMatch(/^\S+ × \S+; median start: bare [\d.]+ ms, container [\d.]+ ms, vm/);
    expect(screen.rows).toHaveLength(2);
  });

  it('keeps failures above it, and counts them', () => {
    const screen = new FakeScreen(80);
    watch(terminalProgress(screen), trials.slice(0, 20).map(failed), 60);
    expect(screen.rows.at(-2)).toMatch(/ {2}19 failed$/);
    expect(screen.rows[0]).toMatch(/^trial t0000 failed: .*boom/);
    expect(screen.rows.filter((row) => row.includes('boom'))).toHaveLength(10);
    expect(screen.rows).toContain('further failures are counted, and recorded, but not told');
    expect(screen.rows.join('')).not.toContain('\u001b');
  });

  it.each([40, 60, 80, 200])('is never wider than %s columns', (columns) => {
    const screen = new FakeScreen(columns);
    watch(terminalProgress(screen), trials.slice(0, 30), 60);
    expect(Math.max(...screen.rows.map(visibleWidth))).toBeLessThan(columns);
  });

  it('is gone when the last trial has ended', () => {
    const screen = new FakeScreen(80);
    watch(terminalProgress(screen), trials.slice(0, 30));
    expect(screen.rows).toEqual(['']);
  });

  it('has characters that every terminal has where the locale does not say otherwise', () => {
    for (const name of ['LC_ALL', 'LC_CTYPE', 'LANG']) vi.stubEnv(name, '');
    const screen = new FakeScreen(80);
    watch(terminalProgress(screen), trials.slice(0, 30), 60);
    expect(screen.rows[0]).toMatch(/^\|#{11}\.{13}\|/);
  });

  it('begins anew with another measurement', () => {
    const screen = new FakeScreen(120);
    const observer = terminalProgress(screen);
    watch(observer, trials.slice(0, 10).map(failed), 10);
    watch(observer, trials.slice(0, 1), 10);
    expect(screen.rows.at(-2)).not.toContain('failed');
  });
});

describe('elsewhere', () => {
  const plainLines = (records: readonly TrialRecord[], nowMs = () => 0): string[] => {
    const lines: string[] = [];
    watch(plainProgress({ write: (text) => lines.push(text) }, nowMs), records);
    return lines.map((line) => line.replace(/\n$/, ''));
  };

  it('is a line for each tenth, without escape sequences', () => {
    const lines = plainLines(trials);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe(`trial 1 of ${trials.length}: ${trials[0]?.environmentId} × ${trials[0]?.workloadId} (warm-up)`);
    expect(lines.at(-1)).toMatch(/^trial \d+ of \d+, about \d+ s left: \S+ × \S+; median start: bare/);
    expect(lines.map(stripVTControlCharacters)).toEqual(lines);
  });

  it('is a line also where another scenario begins, and after a minute', () => {
    const other = trials.map((trial, index) => (index === 3 ? { ...trial, scenario: 'density' } : trial));
    expect(plainLines(other).slice(1, 3)).toEqual([expect.stringContaining('density, '), expect.stringContaining(' × ')]);
    const times = trials.map((_, index) => index * 60_000).values();
    expect(plainLines(trials.slice(0, 40), () => times.next().value ?? 0)).toHaveLength(40);
  });

  it('is what a dumb terminal gets', () => {
    vi.stubEnv('TERM', 'dumb');
    const screen = new FakeScreen(80);
    watch(progressOn(screen), trials.slice(0, 30));
    expect([screen.written.includes('\r'), screen.written.includes('\u001b')]).toEqual([false, false]);
  });
});
