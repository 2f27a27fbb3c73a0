/** Every scenario; a new one is one file and one line here. */
import type { Scenario } from './scenario.js';
import { single } from './single.js';

export const SCENARIOS: readonly Scenario[] = [single];
