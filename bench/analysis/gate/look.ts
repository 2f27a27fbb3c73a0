/** Whether a comparison that is still being measured may stop: asked at numbers of pairs that were fixed before it began. */
import type { GateVerdict } from '../../contract/verdict.js';
import { type Decision, decide, type Levels, type Question } from './decide.js';

export interface Look {
  readonly decisions: readonly Decision[];
  /** Every blocking question is answered; of those that only advise, none is waited for. Without blocking ones, every question. */
  readonly isDecided: boolean;
}

export function lookAt(questions: readonly Question[], levels: Levels): Look {
  const decisions = decide(questions, levels);
  const hasBlocking = questions.some(({ isBlocking }) => isBlocking);
  const isOpen = ({ status }: Decision, index: number) =>
    status === 'inconclusive' && (!hasBlocking || questions[index]?.isBlocking === true);
  return { decisions, isDecided: !decisions.some(isOpen) };
}

/** The same of a whole verdict: what a sequential run asks after each look. False where nothing was compared yet. */
export function isDecided({ metrics }: Pick<GateVerdict, 'metrics'>): boolean {
  const blocking = metrics.filter(({ gate }) => gate === 'block');
  const awaited = blocking.length > 0 ? blocking : metrics;
  return awaited.length > 0 && awaited.every(({ verdict }) => verdict.status !== 'inconclusive');
}
