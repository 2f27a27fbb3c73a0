/** Nothing: the window in which an instance's own cost shows (memory at rest, CPU at rest). */
import type { Workload } from './workload.js';

export const idle: Workload = {
  definition: {
    id: 'idle',
    version: '1',
    title: 'Idle',
    operation: 'none: the process waits for the window to end',
    parameters: {},
    usesDisk: false,
  },
};
