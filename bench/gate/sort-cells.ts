/** What both sides have, what one lacks, and what must not be compared: before any figure is judged, nothing is lost silently. */

import { type Cell, collectCells, pairSameEnvironments } from '../comparison/figures.js';
import { isDetail } from '../contract/parts.js';
import type { Warning } from '../contract/record.js';
import type { Design, Unpaired } from '../contract/verdict.js';
import { findObstacle, type Obstacle } from './comparability.js';
import type { GateInput } from './gate-input.js';
import { collectHistoryCells } from './history-cells.js';
import { makeHistoryEntry } from './history-entry.js';
import type { Candidate } from './judge-cells.js';
import type { Settings } from './rules.js';

type GateCell = Cell & { readonly obstacle?: Obstacle };

/** Everything that either side has a figure of. */
export function collectGateCells(input: GateInput, design: Design): GateCell[] {
  return design === 'history' ? collectPastCells(input) : collectDocumentCells(input);
}

function collectPastCells({ history = [], candidate }: GateInput): GateCell[] {
  return collectHistoryCells(
    history,
    candidate.documents.map((document) => makeHistoryEntry(document)),
  );
}

function collectDocumentCells({ baseline, candidate, pairs }: GateInput): GateCell[] {
  const sides = { baseline: baseline.documents, candidate: candidate.documents };
  const own = pairs ?? pairSameEnvironments(sides.baseline, sides.candidate);
  return collectCells(sides.baseline, sides.candidate, own).map((cell) => {
    const obstacle = cell.baseline.length > 0 && cell.candidate.length > 0 ? findObstacle(cell, sides) : undefined;
    return obstacle ? { ...cell, obstacle } : cell;
  });
}

export interface Sorted {
  readonly comparable: readonly (Candidate & { readonly cap: Warning | undefined })[];
  readonly missing: Unpaired[];
  readonly added: Unpaired[];
  readonly notComparable: Unpaired[];
  readonly failed: Unpaired[];
}

export function sortCells(
  cells: readonly GateCell[],
  settings: ReadonlyMap<string, Settings>,
  input: GateInput,
  design: Design,
): Sorted {
  const sorted: Sorted & { comparable: Sorted['comparable'][number][] } = {
    comparable: [],
    missing: [],
    added: [],
    notComparable: [],
    failed: [],
  };
  const past = makePastLookup(input, design);
  for (const cell of cells) {
    const own = settings.get(cell.id);
    if (own === undefined || own.gate === 'off') continue;
    const unpaired = (because: string) => describeUnpaired(cell, own.gate, because);
    const isHost = cell.obstacle?.code === 'host-differs' && input.allowHostMismatch === true && design !== 'history';
    if (cell.candidate.length === 0)
      sorted[isFailed(cell, input) ? 'failed' : 'missing'].push(unpaired(explainMissing(cell, input)));
    else if (cell.baseline.length === 0 && cell.obstacle === undefined)
      sorted.added.push(unpaired('The baseline has no value of it.'));
    else if (cell.obstacle && !isHost) sorted.notComparable.push(unpaired(cell.obstacle.because));
    else sorted.comparable.push({ cell, settings: own, past: past(cell), cap: isHost ? makeHostCap(cell) : undefined });
  }
  return sorted;
}

export function describeUnpaired(cell: Cell, gate: Unpaired['gate'], because: string): Unpaired {
  const { partOf } = cell.definition;
  return { ...describeSubject(cell), ...(isDetail(cell.definition) && { partOf }), gate, because };
}

function describeSubject({ id, metricId, environmentId, workloadId }: Cell) {
  return { id, metricId, environmentId, ...(workloadId !== undefined && { workloadId }) };
}

function makeHostCap({ obstacle }: GateCell): Warning {
  return {
    code: 'host-differs',
    message: `${obstacle?.because ?? ''} Nothing is claimed.`,
    hint: 'Measure both sides on one host.',
  };
}

/** Medians of earlier runs under the candidate's conditions, for single runs of a side. */
function makePastLookup({ history = [], candidate }: GateInput, design: Design): (cell: Cell) => readonly number[] {
  if (design === 'history' || history.length === 0) return () => [];
  const cells = collectHistoryCells(
    history,
    candidate.documents.map((document) => makeHistoryEntry(document)),
  );
  const byId = new Map(cells.map((cell) => [cell.id, cell.baseline.map(({ median }) => median)]));
  return ({ id }) => byId.get(id) ?? [];
}

/** Planned on the candidate's side, tried, and never completed. */
function isFailed(cell: Cell, { candidate }: GateInput): boolean {
  const tried = candidate.documents
    .flatMap(({ trials }) => trials)
    .filter(
      ({ environmentId, workloadId, warmup }) =>
        !warmup && environmentId === cell.pair.candidate && (cell.workloadId ?? workloadId) === workloadId,
    );
  return tried.length > 0 && tried.every(({ outcome }) => outcome.status !== 'completed');
}

function explainMissing(cell: Cell, input: GateInput): string {
  if (isFailed(cell, input)) return `No trial of ${cell.pair.candidate} completed.`;
  const isKnown = input.candidate.documents.some(({ environments }) => environments.some(({ id }) => id === cell.pair.candidate));
  return isKnown ? 'The candidate has no value of it.' : `The candidate has no environment ${cell.pair.candidate}.`;
}
