/** Whether a comparison that is still being measured may stop: asked at numbers of pairs that were fixed before it began. */
import type { GateVerdict } from '../contract/verdict.js';
import { type Decision, decide, type Levels, type Question } from './decide.js';

export interface Look {
  readonly decisions: readonly Decision[];
  readonly isDecided: boolean;
}

export function lookAt(questions: readonly Question[], levels: Levels): Look {
  const decisions = decide(questions, levels);
  const answers = decisions.map(({ status }, index) => ({ status, isBlocking: questions[index]?.isBlocking === true }));
  return { decisions, isDecided: areAnswered(answers) };
}

/** The same of a whole verdict: what a sequential run asks after each look. False where nothing was compared yet. */
export function isDecided({ metrics }: Pick<GateVerdict, 'metrics'>): boolean {
  return areAnswered(metrics.map(({ gate, verdict }) => ({ status: verdict.status, isBlocking: gate === 'block' })));
}

/** Every blocking question is answered; of those that only advise, none is waited for. Without blocking ones, every question. */
function areAnswered(answers: readonly { readonly status: string; readonly isBlocking: boolean }[]): boolean {
  const blocking = answers.filter(({ isBlocking }) => isBlocking);
  const awaited = blocking.length > 0 ? blocking : answers;
  return awaited.length > 0 && awaited.every(({ status }) => status !== 'inconclusive');
}
