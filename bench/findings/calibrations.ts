/** The newest calibration of this host, so that later runs can say how far off their figures are. */
import { type Calibration, calibration } from '../contract/calibration.js';
import { HostFindingStore } from './finding-store.js';

export const calibrationStore = new HostFindingStore<Calibration>('calibration', calibration);
