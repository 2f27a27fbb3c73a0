/** Every scenario; a new one is one file and one line here. */
import { boot } from './boot.js';
import { calibration } from './calibration.js';
import { churn } from './churn.js';
import { cold } from './cold.js';
import { density } from './density.js';
import { elasticity } from './elasticity.js';
import { idle } from './idle.js';
import type { Scenario } from './scenario.js';
import { single } from './single.js';
import { together } from './together.js';

export const SCENARIOS: readonly Scenario[] = [single, idle, cold, churn, elasticity, density, together, boot, calibration];
