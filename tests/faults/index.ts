/** All cases of the fault matrix. */
import type { Fault } from './fault.js';
import { GUEST_FAULTS, VMM_FAULTS } from './guest.js';
import { SUPERVISOR_FAULTS } from './supervisor.js';
import { WORKLOAD_FAULTS } from './workload.js';

export const FAULTS: readonly Fault[] = [...GUEST_FAULTS, ...VMM_FAULTS, ...SUPERVISOR_FAULTS, ...WORKLOAD_FAULTS];
