/** Imported first, so that the mark `workload-start` leaves before any other module of the program is evaluated. */
import { signalMark } from './marks.js';

signalMark('S');
