/** What a gate costs: time, and the peak memory of the process that holds both sides. */

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import * as z from 'zod';
import { formatSignificant } from '../../bench/contract/figure-text.js';
import { projectRoot } from '../../runtimes/native.js';
import { measureHistory } from './history.js';
import type { Row } from './simulated.js';

const GATE = path.join(projectRoot, 'dist', 'scripts', 'bench-gate', 'fixtures', 'gate-run.js');
const answer = z.object({ seconds: z.number(), figures: z.number(), peakMib: z.number() });
const MAX_SECONDS = 2;
const MAX_MIB = 300;

const RUNS = 10_000;

/** Of each step over a history of ten thousand runs. @throws Error – a step failed */
export function historyRows(say: (text: string) => void): Row[] {
  say(`a history of ${String(RUNS)} runs`);
  return measureHistory(RUNS).map(({ step, seconds, peakMib }) => ({
    promise: step,
    conditions: `${String(RUNS)} runs of 60 series`,
    found: `${formatSignificant(seconds, 3)} s, ${peakMib.toFixed(0)} MiB`,
    bound: '',
    limit: `${String(MAX_SECONDS)} s, ${String(MAX_MIB)} MiB`,
    holds: seconds <= MAX_SECONDS && peakMib <= MAX_MIB ? 'yes' : 'no',
  }));
}

/** @throws Error – the gate failed */
export function speedRows(say: (text: string) => void): Row[] {
  say('speed of one gate');
  const { status, stdout, stderr } = spawnSync(process.execPath, [GATE], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the gate failed (${String(status)}):\n${stderr}`);
  const { seconds, figures, peakMib } = answer.parse(JSON.parse(stdout));
  const conditions = `${String(figures)} figures of both sides`;
  const row = (promise: string, value: number, unit: string, most: number): Row => ({
    promise,
    conditions,
    found: `${formatSignificant(value, 3)} ${unit}`,
    bound: '',
    limit: `${String(most)} ${unit}`,
    holds: value <= most ? 'yes' : 'no',
  });
  return [row('a gate takes', seconds, 's', MAX_SECONDS), row('its process holds at most', peakMib, 'MiB', MAX_MIB)];
}
