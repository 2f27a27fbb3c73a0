/** The fault matrix, inside instances and at their border. */
import { FAULTS_OF_INSTANCES } from './index.js';
import { surviveAll } from './survive.js';

surviveAll(FAULTS_OF_INSTANCES);
