/** Every cell of a gate → what its two sides say, or why they say nothing. */

import { type Decision, decide, type Levels, type Question } from '../comparison/decide.js';
import type { Cell } from '../comparison/figures.js';
import type { Margins } from '../comparison/margins.js';
import { MIN_EFFECT } from '../comparison/newest.js';
import type { Calibration } from '../contract/calibration.js';
import type { Policy } from '../contract/policy.js';
import type { Design } from '../contract/verdict.js';
import { median } from '../stats/describe.js';
import { type Compared, compareFigures, type Incomparable } from './compare-figures.js';
import { type AbsoluteMargin, findAbsoluteMargin, findMargins } from './margins.js';
import type { Settings } from './rules.js';

/** A cell that both sides have. */
export interface Candidate {
  readonly cell: Cell;
  readonly settings: Settings;
  /** Medians of earlier comparable runs in the unit, newest last. */
  readonly past: readonly number[];
}

export interface JudgedCell extends Candidate {
  readonly design: Design;
  readonly compared: Compared;
  readonly decision: Decision;
  readonly margins: Margins;
  readonly absolute: AbsoluteMargin | undefined;
  /** Candidate − baseline in the unit. */
  readonly difference: number;
}

export interface Judgement {
  readonly judged: readonly JudgedCell[];
  readonly incomparable: readonly (Candidate & { readonly incomparable: Incomparable })[];
}

interface JudgeOptions {
  readonly design: Design;
  readonly levels: Levels;
  readonly calibrations: readonly Calibration[];
}

/** Alpha is shared among looks only where somebody looks: at pairs that are measured one after the other. */
export function chooseLevels({ alpha, equivalenceAlpha, looks }: Policy, design: Design, isSequential: boolean): Levels {
  return { alpha, equivalenceAlpha, looks: design === 'paired' && isSequential ? looks.length : 1 };
}

interface Prepared extends Candidate {
  readonly compared: Compared;
  readonly margins: Margins;
  readonly absolute: AbsoluteMargin | undefined;
  readonly difference: number;
}

/** Cells whose scale is `exact` are judged elsewhere. In the order of the candidates. */
export function judgeCells(candidates: readonly Candidate[], options: JudgeOptions): Judgement {
  const found = candidates.map((one) => ({
    one,
    result: compareFigures(one.cell, one.settings.scale, options.design, one.past),
  }));
  const prepared = found.flatMap(({ one, result }) => ('incomparable' in result ? [] : [prepare(one, result, options)]));
  const decisions = decide(
    prepared.map((one) => makeQuestion(one, options.design)),
    options.levels,
  );
  return {
    judged: prepared.flatMap((one, index) => {
      const decision = decisions[index];
      return decision ? [{ ...one, design: options.design, decision }] : [];
    }),
    incomparable: found.flatMap(({ one, result }) =>
      'incomparable' in result ? [{ ...one, incomparable: result.incomparable }] : [],
    ),
  };
}

function prepare(candidate: Candidate, compared: Compared, { calibrations }: JudgeOptions): Prepared {
  const { cell, settings } = candidate;
  const level = median(cell.baseline.map((run) => run.median));
  const absolute = findAbsoluteMargin(settings, cell, calibrations, level);
  const margins = findMargins(settings, absolute);
  return { ...candidate, compared, absolute, margins, difference: computeDifference(cell, compared, level) };
}

function computeDifference(cell: Cell, { pairs }: Compared, level: number): number {
  if (pairs) return median(pairs.map(({ baseline, candidate }) => candidate - baseline));
  return median(cell.candidate.map((run) => run.median)) - level;
}

function makeQuestion({ compared, margins, absolute, difference, settings }: Prepared, design: Design): Question {
  const isPredicted = compared.isPredicted === true && settings.scale === 'ratio';
  const least = isPredicted ? Math.max(margins.noiseFloor, Math.log1p(MIN_EFFECT)) : 0;
  return {
    evidence: compared.evidence,
    margins: isPredicted ? { ...margins, noiseFloor: 0 } : margins,
    correction: settings.gate !== 'block' ? 'discovery' : compared.flagAlpha === undefined ? 'family' : 'none',
    ...(compared.flagAlpha !== undefined && { alpha: compared.flagAlpha }),
    minPairs: design === 'paired' ? settings.minPairs : 0,
    isTooSmall: Math.abs(difference) < (absolute?.value ?? 0) || Math.abs(compared.evidence.estimate) < least,
  };
}
