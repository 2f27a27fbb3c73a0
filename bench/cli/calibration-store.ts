/** The newest calibration of this host, so that later runs can say how far off their figures are. */
import { type Calibration, calibration } from '../contract/calibration.js';
import { Kept } from './kept.js';

export const calibrationStore = new Kept<Calibration>('calibration', calibration);
