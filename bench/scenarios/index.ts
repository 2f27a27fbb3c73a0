/** Every scenario; a new one is one file and one line here. */
import { calibration } from './calibration.js';
import type { Scenario } from './scenario.js';
import { single } from './single.js';

export const SCENARIOS: readonly Scenario[] = [single, calibration];
