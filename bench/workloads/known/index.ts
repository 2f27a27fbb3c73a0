/** Workloads whose true figure is known: what `calibrate` and `selftest` measure. Never part of a comparison. */
import type { Workload } from '../workload.js';
import { knownCpu } from './cpu.js';
import { knownMemory } from './memory.js';
import { knownNothing } from './nothing.js';
import { knownSleep } from './sleep.js';
import { knownWork } from './work.js';
import { knownWritten } from './written.js';

export const KNOWN_WORKLOADS: readonly Workload[] = [knownNothing, knownSleep, knownMemory, knownCpu, knownWritten, knownWork];
