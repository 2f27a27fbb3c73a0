/** A known nothing: what the path of a measurement adds by itself. */
import type { Workload } from '../workload.js';

export const knownNothing: Workload = {
  definition: {
    id: 'known-nothing',
    version: '1',
    title: 'Known nothing',
    operation: 'return at once',
    parameters: {},
    usesDisk: false,
  },
  isKnownQuantity: true,
  prepare: async () => ({ run: () => '', expected: '' }),
};
