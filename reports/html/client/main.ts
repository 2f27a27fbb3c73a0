/** What the page does once it is open: each part by itself, so that none needs another. */
import { startCharts } from './charts.js';
import { startDecision } from './decision.js';
import { startFragment } from './fragment.js';
import { startTools } from './tools.js';

startCharts();
startDecision();
startTools();
startFragment();
