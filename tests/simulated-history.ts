/** Seeded simulations of histories: newest runs against past ones, and changes of level. Each function gives rows of one table. */

import type { Cell, RunFigures } from '../bench/comparison/figures.js';
import { DEFAULT_POLICY } from '../bench/contract/policy.js';
import { judgeCells } from '../bench/gate/judge-cells.js';
import { applyPolicy } from '../bench/gate/rules.js';
import { bootTime } from '../bench/metrics/boot-time.js';
import { detectChanges, type HistoryPoint } from '../bench/trend/changes.js';
import { findCreep } from '../bench/trend/creep.js';
import { type Random, seeded } from './noise-families.js';
import { mostly, rarely, type SimulatedRow } from './simulated-gate.js';

const PAST_RUNS = 10;
const BETWEEN_RUNS = 0.03;
const ARM = { id: 'vm', baseline: 'vm', candidate: 'vm' };

/** Log-median of one run; one in twelve or so is 15 % too slow. */
function readRun(random: Random): number {
  return BETWEEN_RUNS * random.normal() + (random.uniform() < 0.08 ? Math.log(1.15) : 0);
}

function figures(logs: readonly number[]): RunFigures[] {
  return logs.map((log, place) => ({
    runId: String(place),
    n: 1,
    median: Math.exp(log),
    observations: [],
    isContaminated: false,
    place,
  }));
}

/** What a gate by history says of these newest runs. */
function readStatus(past: readonly number[], newest: readonly number[]): { status: string; needsConfirmation: boolean } {
  const cell: Cell = {
    id: 'boot-time/vm',
    metricId: 'boot-time',
    environmentId: 'vm',
    pair: ARM,
    definition: bootTime.definition,
    definitions: [],
    baseline: figures(past),
    candidate: figures(newest),
  };
  const settings = applyPolicy([cell], { policy: DEFAULT_POLICY, today: '2026-01-01' }).get(cell.id);
  if (!settings) throw new Error('no settings');
  const levels = { alpha: DEFAULT_POLICY.alpha, equivalenceAlpha: DEFAULT_POLICY.equivalenceAlpha, looks: 1 };
  const [judged] = judgeCells([{ cell, settings, past: [] }], { design: 'history', levels, calibrations: [] }).judged;
  if (!judged || judged.compared.cap) return { status: 'inconclusive', needsConfirmation: true };
  return { status: judged.decision.status, needsConfirmation: judged.compared.needsConfirmation };
}

/** A flag is followed by one more run of the same revision, as a pipeline would. */
function isConfirmedWorse(random: Random, effect: number): { flagged: boolean; confirmed: boolean } {
  const past = Array.from({ length: PAST_RUNS }, () => readRun(random));
  const first = effect + readRun(random);
  if (readStatus(past, [first]).status !== 'worse') return { flagged: false, confirmed: false };
  const both = readStatus(past, [first, effect + readRun(random)]);
  return { flagged: true, confirmed: both.status === 'worse' && !both.needsConfirmation };
}

export function newestRunRows(trials: number): SimulatedRow[] {
  const conditions = `${PAST_RUNS} past runs, 3 % between runs, 8 % of them bad`;
  const [none, large, huge] = [0, 0.2, 0.3].map((effect, index) => {
    const random = seeded(40_000 + index);
    const found = Array.from({ length: trials }, () => isConfirmedWorse(random, Math.log1p(effect)));
    return found.filter(({ confirmed }) => confirmed).length;
  });
  return [
    rarely('history: no change is confirmed as worse', conditions, none ?? trials, trials, 0.02),
    mostly('history: +20 % is confirmed as worse', conditions, large ?? 0, trials, 0.9),
    mostly('history: +30 % is confirmed as worse', conditions, huge ?? 0, trials, 0.95),
  ];
}

type Series = (random: Random) => () => number;

const SERIES: readonly { name: string; of: Series; limit: number }[] = [
  { name: 'Gaussian, CV 3 %', of: (random) => () => 0.03 * random.normal(), limit: 0.02 },
  {
    name: '5 % spikes of +50 %',
    of: (random) => () => 0.03 * random.normal() + (random.uniform() < 0.05 ? Math.log(1.5) : 0),
    limit: 0.02,
  },
  { name: 'bimodal', of: (random) => () => 0.02 * random.normal() + (random.uniform() < 0.5 ? 0.1 : 0), limit: 0.02 },
  { name: 'AR(1) 0.5', of: autocorrelated, limit: 0.05 },
];

function autocorrelated(random: Random): () => number {
  let state = 0.03 * random.normal();
  return () => {
    state = 0.5 * state + 0.03 * Math.sqrt(0.75) * random.normal();
    return state;
  };
}

export function listPoints(logs: readonly number[]): HistoryPoint[] {
  return logs.map((log, index) => ({
    runId: `run-${index}`,
    startedAt: '',
    revision: '',
    median: Math.exp(log),
    isAccepted: false,
  }));
}

function readChanges(logs: readonly number[], seed: number) {
  return detectChanges(listPoints(logs), { direction: 'lower-is-better', seed }).filter(({ tier }) => tier === 'confirmed');
}

const LENGTHS = [30, 60, 120];

/** Of histories whose level never changes. */
export function falseChangeRows(trials: number): SimulatedRow[] {
  return SERIES.flatMap(({ name, of, limit }, family) =>
    LENGTHS.map((length) => {
      const random = seeded(50_000 + 10 * family + length);
      let found = 0;
      for (let trial = 0; trial < trials; trial += 1) {
        const draw = of(random);
        if (readChanges(Array.from({ length }, draw), trial).length > 0) found += 1;
      }
      return rarely('history: a level change that is none', `${name}, ${length} runs`, found, trials, limit);
    }),
  );
}

const NEW_RUNS = 8;
const STEP = Math.log1p(0.1);

/** A step of +10 % at CV 3 %, eight runs ago: found where it is, give or take two runs. */
export function stepRows(trials: number): SimulatedRow[] {
  return [60, 120].map((length) => {
    const random = seeded(60_000 + length);
    let found = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const logs = Array.from({ length: length + NEW_RUNS }, (_, index) => 0.03 * random.normal() + (index < length ? 0 : STEP));
      if (readChanges(logs, trial).some(({ index }) => Math.abs(index - length) <= 2)) found += 1;
    }
    return mostly(
      'history: +10 % is located within two runs',
      `CV 3 %, ${length} runs and ${NEW_RUNS} since`,
      found,
      trials,
      0.9,
    );
  });
}

/** A level that stays is not called creeping; one that rises by 15 % in steps too small to see is. */
export function creepRows(trials: number): SimulatedRow[] {
  const length = 60;
  const settings = { direction: 'lower-is-better', target: 0.05 } as const;
  const count = (of: Series, seed: number, rise: number) => {
    const random = seeded(seed);
    return Array.from({ length: trials }, () => {
      const draw = of(random);
      return (
        findCreep(listPoints(Array.from({ length }, (_, index) => draw() + (rise * index) / length)), settings)?.isCreeping ===
        true
      );
    }).filter(Boolean).length;
  };
  const flat = SERIES.map(({ name, of, limit }, family) =>
    rarely('history: a flat level is called creeping', `${name}, ${length} runs`, count(of, 70_000 + family, 0), trials, limit),
  );
  const quiet: Series = (random) => () => 0.01 * random.normal();
  return [
    ...flat,
    mostly('history: +15 % in 60 steps is called creeping', 'CV 1 %', count(quiet, 71_000, Math.log(1.15)), trials, 0.9),
  ];
}
