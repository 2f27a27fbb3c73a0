/** What tells a reader that a workload ran from another program. It decides nothing: see versions.json for what does. */
import { createHash } from 'node:crypto';
import type { WorkloadDefinition } from './workload.js';

/** `sha256:` over the id, version and parameters, and the bytes of the program that runs inside the instance. */
export function workloadDigest(definition: WorkloadDefinition, program: Uint8Array): string {
  const parameters = Object.entries(definition.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const identity = JSON.stringify([definition.id, definition.version, parameters]);
  return `sha256:${createHash('sha256').update(identity).update('\0').update(program).digest('hex')}`;
}
