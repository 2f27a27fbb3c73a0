/** One figure of a run against that of A: what was found, or why nothing is compared. */
import type { GateMetric, GateVerdict } from '../../bench/contract/verdict.js';
import { formatEffect, formatInterval } from '../ci/words.js';
import { describeGateVerdict } from '../view-model/verdict-words.js';
import type { DifferenceView } from './model.js';
import type { Notes } from './notes.js';
import { tellReason } from './relation.js';

export interface Subject {
  readonly metricId: string;
  readonly environmentId: string;
  readonly workloadId: string | undefined;
}

export function makeDifference(letter: string, verdict: GateVerdict, subject: Subject, notes: Notes): DifferenceView {
  const metric = verdict.metrics.find((one) => isSubject(one, subject));
  if (metric !== undefined) return compared(letter, metric, notes);
  const apart = verdict.notComparable.find((one) => isSubject(one, subject));
  if (apart === undefined) return noDifference(letter);
  return { ...noDifference(letter), words: 'not comparable', notes: [notes.number(tellReason(apart.because))] };
}

/** Where a side has no value. */
export function noDifference(letter: string): DifferenceView {
  return { letter, effect: '', interval: '', words: '–', tone: 'unjudged', notes: [] };
}

function compared(letter: string, metric: GateMetric, notes: Notes): DifferenceView {
  const { words, tone } = describeGateVerdict(metric);
  return {
    letter,
    effect: formatEffect(metric),
    interval: formatInterval(metric),
    words,
    tone,
    notes: metric.warnings.map(({ message }) => notes.number(tellReason(message))),
  };
}

function isSubject(one: Pick<GateMetric, 'metricId' | 'environmentId' | 'workloadId'>, subject: Subject): boolean {
  return (
    one.metricId === subject.metricId && one.environmentId === subject.environmentId && one.workloadId === subject.workloadId
  );
}
