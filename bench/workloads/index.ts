/** The list of workloads. To add one: one file beside this one, and one line here. */
import { command } from './command.js';
import { compress } from './compress.js';
import { cpuHash } from './cpu-hash.js';
import { elastic } from './elastic.js';
import { fileIo } from './file-io.js';
import { idle } from './idle.js';
import { json } from './json.js';
import { KNOWN_WORKLOADS } from './known/index.js';
import { loopbackHttp } from './loopback-http.js';
import { memoryCopy } from './memory-copy.js';
import { processSpawn } from './process-spawn.js';
import type { Workload } from './workload.js';

/** Every workload, in the order in which reports show them. Ids are unique. */
export const WORKLOADS: readonly Workload[] = [idle, cpuHash, json, compress, memoryCopy, fileIo, processSpawn, loopbackHttp];

/** Those that serve a scenario of their own and are no choice of the user's. */
export const SCENARIO_WORKLOADS: readonly Workload[] = [elastic, command, ...KNOWN_WORKLOADS];

/** The workload with this id, one of SCENARIO_WORKLOADS included, or undefined. */
export function findWorkload(id: string): Workload | undefined {
  return [...WORKLOADS, ...SCENARIO_WORKLOADS].find(({ definition }) => definition.id === id);
}
