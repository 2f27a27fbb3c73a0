/** The questions of the report, each with what every run says to it. */
import type { AnswerRow } from '../view-model/answer/model.js';
import type { QuestionView, RunAnswer } from './model.js';

export interface AnsweredRun {
  readonly letter: string;
  readonly rows: readonly AnswerRow[];
}

/** In the order of the first run that has the question. */
export function alignQuestions(runs: readonly AnsweredRun[]): QuestionView[] {
  const all = runs.flatMap(({ rows }) => rows);
  const ids = [...new Set(all.map(({ id }) => id))];
  return ids.flatMap((id) => {
    const first = all.find((row) => row.id === id);
    if (first === undefined) return [];
    return [{ id: first.id, question: first.question, claim: first.claim, answers: runs.map((run) => answerOf(run, id)) }];
  });
}

function answerOf({ letter, rows }: AnsweredRun, id: string): RunAnswer {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) return { letter, finding: 'Not asked of this run.', figures: [], command: '' };
  return { letter, finding: row.finding, figures: row.figures, command: row.command };
}
