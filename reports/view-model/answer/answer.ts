/** Results document → the answer: the sentence, then one row for each question. */
import type { Context } from '../context.js';
import { formatPlace } from '../header.js';
import type { Answer, AnswerRow } from './model.js';
import { QUESTIONS } from './questions.js';
import { answerTitle } from './title.js';

/** @param sectionIds what the report has, where it has sections: evidence elsewhere is in the table of all metrics */
export function answer(context: Context, sectionIds?: readonly string[]): Answer {
  const rows = QUESTIONS.map(({ id, question, claim, answer: find }): AnswerRow => {
    const found = find(context);
    const hasSection = found.evidence === '' || (sectionIds?.includes(found.evidence) ?? true);
    const columns = found.figures.map((figure) => ({
      ...figure,
      differences: found.differences.filter(({ environment }) => environment === figure.environment),
    }));
    return { id, question, claim, ...found, columns, evidence: hasSection ? found.evidence : ALL_METRICS };
  });
  return { title: answerTitle(context), place: formatPlace(context), rows };
}

const ALL_METRICS = 'headline';
