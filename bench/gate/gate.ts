/** Two sides and a policy → verdict.json. Pure: the same input gives the same bytes; nothing is measured, no clock is read. */

import { type Cell, collectCells, pairSameEnvironments } from '../comparison/figures.js';
import type { Calibration } from '../contract/calibration.js';
import type { Warning } from '../contract/record.js';
import { type Design, EXIT_NAMES, type GateMetric, type GateVerdict, type Unpaired } from '../contract/verdict.js';
import { makeCellWarnings } from './cell-warnings.js';
import { findObstacle } from './comparability.js';
import { confirm } from './confirm.js';
import { listFindings, makeFinding, STATUS_OF } from './exit-code.js';
import { chooseDesign, describeRequest, type GateInput, isLookedAt } from './gate-input.js';
import { describeExactMetric, describeMetric } from './gate-metric.js';
import { sortByTime } from './history-cells.js';
import { type Candidate, chooseLevels, type JudgedCell, judgeCells } from './judge-cells.js';
import { listSoftwareRemarks } from './remarks.js';
import { applyPolicy } from './rules.js';
import { collectGateCells, describeUnpaired, type Sorted, sortCells } from './sort-cells.js';

export type { GateInput } from './gate-input.js';

/** @throws FormatError – the policy matches nothing, or has an accepted change that expired */
export function gate(input: GateInput): GateVerdict {
  const design = chooseDesign(input);
  const cells = collectGateCells(input, design);
  const settings = applyPolicy(cells, input);
  const sorted = sortCells(cells, settings, input, design);
  const metrics = judge(sorted.comparable, input, design);
  const failOn = input.failOn ?? input.policy.failOn;
  const notComparable = [...sorted.notComparable, ...metrics.incomparable];
  const findings = listFindings(
    {
      metrics: metrics.judged,
      missing: sorted.missing,
      notComparable,
      failed: sorted.failed,
      hasBaseline: cells.some(({ baseline }) => baseline.length > 0),
      hasCandidate: cells.some(({ candidate }) => candidate.length > 0),
    },
    failOn,
  );
  const exitCode = findings[0]?.exitCode ?? 5;
  const usedRuns = new Set(cells.flatMap(({ baseline }) => baseline.map(({ runId }) => runId)));
  return {
    ...describeRequest(input, design, usedRuns),
    status: STATUS_OF[exitCode],
    exitCode,
    exitName: EXIT_NAMES[exitCode],
    reason: toOneLine(findings.map(({ exitName, because }) => `${exitName}: ${because}`).join('; ')),
    findings,
    method: [...new Set(metrics.methods)].join('; ') || 'none',
    failOn: [...failOn],
    metrics: metrics.judged,
    missing: sorted.missing,
    added: sorted.added,
    notComparable,
    warnings: [...collectWarnings(metrics.judged, sorted.added), ...listRemarks(input, design, usedRuns)],
  };
}

/** What a gate that could not even begin leaves behind, so that no older verdict is taken for its own. */
export function makeUsageVerdict(input: Omit<GateInput, 'history' | 'confirmation'>, because: string): GateVerdict {
  const found = makeFinding(2, because);
  return {
    ...describeRequest(input, chooseDesign(input), new Set()),
    status: STATUS_OF[2],
    exitCode: 2,
    exitName: EXIT_NAMES[2],
    reason: toOneLine(`${found.exitName}: ${because}`),
    findings: [found],
    method: 'none',
    failOn: [...(input.failOn ?? input.policy.failOn)],
    metrics: [],
    missing: [],
    added: [],
    notComparable: [],
    warnings: [],
  };
}

function toOneLine(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, ' ').trim();
}

/** Of a history the newest run that figures were held against speaks for all. */
function listRemarks(
  { baseline, candidate, history = [], pairs }: GateInput,
  design: Design,
  usedRuns: ReadonlySet<string>,
): Warning[] {
  const past = sortByTime(history).filter(({ runId }) => usedRuns.has(runId));
  const before = design === 'history' ? past.slice(-1) : baseline.documents;
  return listSoftwareRemarks(before, candidate.documents, pairs ?? pairSameEnvironments(baseline.documents, candidate.documents));
}

interface Judged {
  readonly judged: GateMetric[];
  readonly incomparable: Unpaired[];
  readonly methods: readonly string[];
}

function judge(comparable: Sorted['comparable'], input: GateInput, design: Design): Judged {
  const isExact = ({ settings }: Candidate) => settings.scale === 'exact';
  const levels = chooseLevels(input.policy, design, isLookedAt(input, design));
  const { judged, incomparable } = judgeCells(
    comparable.filter((one) => !isExact(one)),
    { design, levels, calibrations: listCalibrations(input).slice(0, 1) },
  );
  const again = collectConfirmation(input);
  const warningsFor = makeCellWarnings({ baseline: input.baseline.documents, candidate: input.candidate.documents });
  const caps = new Map(comparable.map(({ cell, cap }) => [cell.id, cap]));
  const entries = new Map(
    judged.map((one) => {
      const confirmation = isFlag(one) && again ? confirm(one, again.get(one.cell.id)) : undefined;
      const context = {
        cap: caps.get(one.cell.id),
        confirmation,
        unconfirmed: input.policy.unconfirmed,
        looks: isLookedAt(input, design) ? input.policy.looks : [],
        warnings: warningsFor(one.cell),
      };
      return [one.cell.id, describeMetric(one, context)] as const;
    }),
  );
  return {
    judged: comparable.flatMap((one) =>
      isExact(one) ? [describeExactMetric(one, design, warningsFor(one.cell))] : (entries.get(one.cell.id) ?? []),
    ),
    incomparable: incomparable.map(({ cell, settings, incomparable: { because } }) =>
      describeUnpaired(cell, settings.gate, because),
    ),
    methods: judged.map(({ compared }) => compared.evidence.method),
  };
}

/** Those of the candidate's code: the errors of other code say nothing of its figures. Older documents do not say whose theirs are. */
function listCalibrations({ baseline, candidate }: GateInput): Calibration[] {
  const codes = new Set(candidate.documents.map(({ generator }) => generator.codeDigest));
  return [...candidate.documents, ...baseline.documents]
    .flatMap(({ calibration }) => calibration ?? [])
    .filter(({ measuredBy }) => measuredBy === undefined || codes.has(measuredBy));
}

function isFlag({ decision, compared }: JudgedCell): boolean {
  return decision.status === 'worse' && compared.needsConfirmation;
}

function collectConfirmation({ confirmation, pairs }: GateInput): Map<string, Cell> | undefined {
  if (!confirmation) return undefined;
  const { baseline, candidate } = confirmation;
  const cells = collectCells(baseline, candidate, pairs ?? pairSameEnvironments(baseline, candidate));
  return new Map(cells.filter((cell) => findObstacle(cell, confirmation) === undefined).map((cell) => [cell.id, cell]));
}

function collectWarnings(metrics: readonly GateMetric[], added: readonly Unpaired[]): Warning[] {
  const nothingBlocks = metrics.length > 0 && !metrics.some(({ gate: level }) => level === 'block');
  return [
    ...(nothingBlocks
      ? [
          {
            code: 'nothing-blocks',
            message: 'No metric of this gate can fail it.',
            hint: 'Give a metric "gate": "block" in the policy.',
          },
        ]
      : []),
    ...(added.length > 0
      ? [
          {
            code: 'added',
            message: `New in the candidate, not compared: ${added.map(({ id }) => id).join(', ')}.`,
            hint: 'Save a new baseline to have them held to it.',
          },
        ]
      : []),
  ];
}
