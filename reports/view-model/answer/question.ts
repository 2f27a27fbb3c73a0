/** What a question of the report is: one file for each, listed in questions.ts. */
import type { Context } from '../context.js';
import type { AnswerRow } from './model.js';

export type Answered = Omit<AnswerRow, 'id' | 'question' | 'claim' | 'columns'>;

export interface Question {
  readonly id: string;
  readonly question: string;
  /** Of the article whose claims the report tests. */
  readonly claim: string;
  readonly answer: (context: Context) => Answered;
}
