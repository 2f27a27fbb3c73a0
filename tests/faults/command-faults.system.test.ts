/** The fault matrix, of commands and of what they keep. */
import { FAULTS_OF_COMMANDS } from './index.js';
import { surviveAll } from './survive.js';

surviveAll(FAULTS_OF_COMMANDS);
