/** The questions in the order in which they are answered: a new one is one file and one line here. */
import { cpuSpent } from './cpu-spent.js';
import { density } from './density.js';
import { goneAgain } from './gone-again.js';
import { isolation } from './isolation.js';
import { memoryAtRest } from './memory-at-rest.js';
import { memoryReturned } from './memory-returned.js';
import { portability } from './portability.js';
import type { Question } from './question.js';
import { slowerWork } from './slower-work.js';
import { timeToProgram } from './time-to-program.js';

export const QUESTIONS: readonly Question[] = [
  timeToProgram,
  memoryAtRest,
  slowerWork,
  cpuSpent,
  goneAgain,
  density,
  memoryReturned,
  isolation,
  portability,
];
