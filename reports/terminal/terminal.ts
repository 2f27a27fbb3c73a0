/**
 * The summary of a run for a terminal: the answer, what must be known before it is believed, each start as a strip, a line or a few for each question,
 * and what is missing. It fits a screen: of the differences as much is shown as there is room for.
 */
import type { ResultsDocument } from '../../bench/contract/document.js';
import type { ScreenOptions } from '../reporter.js';
import { labelQuestion } from '../view-model/answer/labels.js';
import { formatCountedTrials } from '../view-model/counted-trials.js';
import type { CaveatView, ViewModel } from '../view-model/model.js';
import { makeStartStrips } from '../view-model/start-strips.js';
import { formatCount, shorten } from '../view-model/text.js';
import { buildViewModel } from '../view-model/view-model.js';
import { type AnswerLines, answerBlock, DETAILS } from './answer.js';
import { wrapped } from './layout.js';
import { colored, type Paint, plain } from './paint.js';
import { ordinarySpaces } from './spaces.js';
import { drawStrips } from './strips.js';

/** On a terminal of usual size, with room for the command above it and where the report is below. */
const MAX_LINES = 29;
const USUAL_WIDTH = 80;

/** Narrow terminals need more lines for the same words. */
function scaleLines(most: number, width: number): number {
  return Math.ceil((most * Math.max(width, USUAL_WIDTH)) / width);
}

/** Lines are no longer than people read. */
const MAX_WIDTH = 200;

/** Ends with a newline. */
export function renderTerminal(document: ResultsDocument, { isColored, isUnicode, ...options }: ScreenOptions): string {
  const view = buildViewModel(document);
  const width = Math.min(MAX_WIDTH, options.width);
  const paint = isColored ? colored : plain;
  const strips = makeStartStrips(document);
  const { head, answers } = answerBlock(view.answer.rows, { width, paint, shortNames: listShortNames(view) });
  const frame = {
    before: [headLines(view, width, paint), strips === null ? [] : drawStrips(strips, { width, isUnicode })],
    head,
    after: tailLines(document, view, width),
  };
  return `${ordinarySpaces(joinBlocks(frame, chooseLines(frame, answers, width)))}\n`;
}

function listShortNames({ environments }: ViewModel): Map<string, string> {
  return new Map(environments.map(({ name, shortName }) => [name, shortName]));
}

interface Frame {
  readonly before: readonly (readonly string[])[];
  readonly head: readonly string[];
  readonly after: readonly string[];
}

function joinBlocks({ before, head, after }: Frame, answers: readonly (readonly string[])[]): string {
  const blocks = [...before, [...head, ...answers.flat()], after];
  return blocks.flatMap((lines) => (lines.length === 0 ? [] : [lines.join('\n')])).join('\n\n');
}

function countLines(frame: Frame, answers: readonly (readonly string[])[]): number {
  return joinBlocks(frame, answers).split('\n').length;
}

/** As much detail as fits: first each question with the words of its verdicts, then the first questions with figures. */
function chooseLines(frame: Frame, answers: readonly AnswerLines[], width: number): string[][] {
  const details = answers.map(() => 0);
  const lines = () => answers.map(({ figures, differences }, index) => [...figures, ...(differences[details[index] ?? 0] ?? [])]);
  const fits = () => countLines(frame, lines()) <= scaleLines(MAX_LINES, width);
  if (!fits()) return cutToFit(frame, lines(), width);
  for (const detail of [WORDS_ALONE, ...RICHER]) {
    for (const [index, own] of details.entries()) {
      details[index] = detail;
      if (!fits()) details[index] = own;
    }
  }
  return lines();
}

/** Places in `DETAILS`. */
const WORDS_ALONE = 1;
const RICHER = [...DETAILS.keys()].slice(WORDS_ALONE + 1);

/** Whole questions go, from the last. */
function cutToFit(frame: Frame, answers: readonly string[][], width: number): string[][] {
  const kept = [...answers];
  const more = () => wrapped(`… and ${formatCount(answers.length - kept.length, 'more answer')} in the report`, width);
  while (kept.length > 1 && countLines(frame, [...kept, [more()]]) > scaleLines(MAX_LINES, width)) kept.pop();
  return [...kept, [more()]];
}

/** Of a text that is not ours, so that no single one takes the screen. */
const MAX_TITLE_LINES = 3;
const MAX_TEXT_LINES = 2;

function headLines({ answer, caveats }: ViewModel, width: number, paint: Paint): string[] {
  const severe = caveats.filter(({ severity }) => severity === 'severe');
  return [
    ...clipLines(answer.title, width, MAX_TITLE_LINES).map((line) => paint('bold', line)),
    ...clipLines(answer.place, width, 1).map((line) => paint('dim', line)),
    ...severe.slice(0, MAX_SEVERE).flatMap((caveat) => severeLines(caveat, width, paint)),
  ];
}

const MAX_SEVERE = 2;

function severeLines({ title, text }: CaveatView, width: number, paint: Paint): string[] {
  const [first = '', ...more] = clipLines(`${title}: ${text}`, width, MAX_TEXT_LINES);
  return [paint('red', first), ...more.map((line) => paint('red', line))];
}

/** As many lines of the text, the cut shown. */
function clipLines(text: string, width: number, most: number): string[] {
  if (text === '') return [];
  const lines = wrapped(text, width).split('\n');
  const kept = scaleLines(most, width);
  return lines.length <= kept ? lines : [...lines.slice(0, kept - 1), shorten(lines.slice(kept - 1).join(' '), width)];
}

function tailLines(document: ResultsDocument, view: ViewModel, width: number): string[] {
  const texts = [...notMeasured(view), ...notCompleted(document, view)];
  return [
    ...texts.flatMap((text) => clipLines(text, width, MAX_TEXT_LINES)),
    ...reservations(view).flatMap((text) => clipLines(text, width, 1)),
  ];
}

function notMeasured({ answer }: ViewModel): string[] {
  const open = answer.rows.filter(({ command }) => command !== '');
  if (open.length === 0) return [];
  const [only] = open;
  const names = open.map(({ id }) => labelQuestion(id).toLowerCase()).join(', ');
  return [`Not measured: ${names} (${open.length === 1 && only !== undefined ? only.command : 'the report says how'})`];
}

function notCompleted(document: ResultsDocument, { failedTrials }: ViewModel): string[] {
  const [first] = failedTrials;
  if (first === undefined) return [];
  const example = `${first.trialId} (${first.workload} in ${first.environment}) ${first.status}: ${first.message}`;
  return [`${formatCountedTrials(document)}; such as ${example}`];
}

/** What else bears on the figures, by name alone. */
function reservations({ caveats, warnings }: ViewModel): string[] {
  const titles = caveats.filter(({ severity }) => severity === 'notable').map(({ title }) => title);
  const parts = [...titles, ...(warnings.length === 0 ? [] : [formatCount(warnings.length, 'warning')])];
  return parts.length === 0 ? [] : [`In the report: ${parts.join('. ')}.`];
}
