/** The rules in the order in which they are told: a new one is one file and one line here. */
import { instances } from './instances.js';
import { memoryReturned } from './memory-returned.js';
import { operatingSystem } from './operating-system.js';
import { privilegedWork } from './privileged-work.js';
import type { Rule } from './rule.js';
import { startRate } from './start-rate.js';
import { startTime } from './start-time.js';
import { untrustedCode } from './untrusted-code.js';

export const RULES: readonly Rule[] = [
  untrustedCode,
  operatingSystem,
  privilegedWork,
  startTime,
  startRate,
  instances,
  memoryReturned,
];
