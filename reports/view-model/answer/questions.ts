/** The questions in the order in which they are answered: a new one is one file and one line here. */
import type { Question } from './question.js';
import { timeToProgram } from './time-to-program.js';

export const QUESTIONS: readonly Question[] = [timeToProgram];
