/** What is read of each instance besides its control group, when something happens to it: a new one is one file and one line here. */
import { processIo } from './process-io.js';
import { processMemory } from './process-memory.js';
import type { Sampler } from './source.js';
import { vcpus } from './vcpu.js';
import { vmmMemory } from './vmm-memory.js';

export const SAMPLERS: readonly Sampler[] = [processIo, vcpus, vmmMemory, processMemory];
