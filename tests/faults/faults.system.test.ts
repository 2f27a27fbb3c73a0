/** The fault matrix, of instances: inside, at their border, and in what they are made from. */
import { FAULTS_OF_INSTANCES } from './index.js';
import { surviveAll } from './survive.js';

surviveAll(FAULTS_OF_INSTANCES);
