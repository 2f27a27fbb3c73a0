/** Results document → the answer: the sentence, then one row for each question. */
import type { Context } from '../context.js';
import type { Answer, AnswerRow } from './model.js';
import { QUESTIONS } from './questions.js';
import { answerTitle } from './title.js';

export function answer(context: Context): Answer {
  const rows = QUESTIONS.map((question): AnswerRow => {
    const found = question.answer(context);
    return { id: question.id, question: question.question, claim: question.claim, ...found };
  });
  return { title: answerTitle(context), place: '', rows };
}
