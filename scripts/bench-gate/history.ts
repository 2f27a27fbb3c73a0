/** How long a long history takes, and how much memory: each command in a process of its own, as users run it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { temporaryFolder } from '../../runtimes/environment.js';
import { writeSimulatedHistory } from '../../tests/simulated-entries.js';

export interface HistoryCost {
  readonly step: string;
  readonly seconds: number;
  readonly peakMib: number;
}

const measured = z.object({ seconds: z.number(), peakMib: z.number() });
const TIMES = 5;
const STEP = fileURLToPath(new URL('./history-step.js', import.meta.url));

/** Judging the newest run, detecting, the table, the page; with 60 series a run. Medians of five; start-up of Node included in `seconds`. */
export function measureHistory(runs: number): HistoryCost[] {
  const parent = mkdtempSync(path.join(temporaryFolder(), 'twinbench-history-cost-'));
  const folder = path.join(parent, 'history');
  try {
    writeSimulatedHistory(folder, { runs });
    // Else the page would wait until the disk has all of the history, which was there before on any other day.
    spawnSync('sync', ['--file-system', folder]);
    const steps: readonly [string, readonly string[]][] = [
      ['judge the newest run against the 250 before it', ['newest', folder]],
      ['history detect', ['history', 'detect', '--history', folder]],
      ['history show', ['history', 'show', '--history', folder]],
      ['history show --html', ['history', 'show', '--history', folder, '--html', path.join(parent, 'trend.html')]],
    ];
    return steps.map(([step, args]) => ({ step, ...measureOften(args) }));
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** The middle of several: the machine has other work, now and then. */
function measureOften(args: readonly string[]): Omit<HistoryCost, 'step'> {
  const costs = Array.from({ length: TIMES }, () => measureStep(args)).sort((a, b) => a.seconds - b.seconds);
  const peakMib = Math.max(...costs.map((cost) => cost.peakMib));
  return { seconds: costs[(TIMES - 1) / 2]?.seconds ?? 0, peakMib };
}

function measureStep(args: readonly string[]): Omit<HistoryCost, 'step'> {
  const { status, stdout, stderr, output } = spawnSync(process.execPath, [STEP, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    maxBuffer: 64 * 2 ** 20,
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${String(status)}: ${stderr}${stdout}`);
  return measured.parse(JSON.parse(output[3] ?? ''));
}
