/** What a question of the report is: one file for each, listed in questions.ts. */
import type { Context } from '../context.js';
import type { AnswerRow } from './model.js';

export interface Question {
  readonly id: string;
  readonly question: string;
  readonly claim: string;
  readonly answer: (context: Context) => Omit<AnswerRow, 'id' | 'question' | 'claim'>;
}
