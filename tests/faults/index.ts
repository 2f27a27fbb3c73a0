/** All cases of the fault matrix, in two halves of about the same length, which run side by side. */
import { CLOCK_FAULTS } from './clock.js';
import { CONCURRENT_FAULTS } from './concurrent.js';
import { CACHE_FAULTS, DAMAGED_GUEST_FAULTS } from './damage.js';
import type { Fault } from './fault.js';
import { GUEST_FAULTS, VMM_FAULTS } from './guest.js';
import { IMAGE_FAULTS } from './image-faults.js';
import { PHASE_FAULTS } from './phases.js';
import { RESULTS_FAULTS } from './results.js';
import { SOCKET_FAULTS } from './sockets.js';
import { SUPERVISOR_FAULTS } from './supervisor.js';
import { WORKLOAD_FAULTS } from './workload.js';

export const FAULTS_OF_INSTANCES: readonly Fault[] = [
  ...GUEST_FAULTS,
  ...VMM_FAULTS,
  ...SOCKET_FAULTS,
  ...SUPERVISOR_FAULTS,
  ...WORKLOAD_FAULTS,
  ...DAMAGED_GUEST_FAULTS,
  ...IMAGE_FAULTS,
];

export const FAULTS_OF_COMMANDS: readonly Fault[] = [
  ...CACHE_FAULTS,
  ...RESULTS_FAULTS,
  ...CLOCK_FAULTS,
  ...CONCURRENT_FAULTS,
  ...PHASE_FAULTS,
];
