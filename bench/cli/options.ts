/** Options that several commands have, and how their values are read. */
import { UsageError } from '../contract/errors.js';

export const JSON_OPTION = { type: 'boolean', default: false, describe: 'machine-readable, on stdout' } as const;
export const SEED = { type: 'string', describe: 'seed of the order of trials (default: drawn, and recorded)' } as const;
export const ACCEL = { type: 'string', describe: 'accelerator of the VM: auto, kvm or tcg (default: auto)' } as const;
export const MEMORY = { type: 'string', describe: 'memory limit of each instance, RAM of the guest (default: 512M)' } as const;
export const CPUS = { type: 'string', describe: 'vCPUs of the guest (default: those of the host, at most 2)' } as const;
export const KERNEL = { type: 'string', describe: "the guest's kernel image, instead of the distribution's" } as const;
export const MODULES = { type: 'string', describe: 'its modules folder (/lib/modules/RELEASE)' } as const;
export const OUTPUT = { type: 'string', describe: 'folder for results (default: results)' } as const;
export const BUDGET = { type: 'string', describe: 'start no more trials after this time, such as 10m' } as const;
export const POLICY = {
  type: 'string',
  describe: 'policy file, JSON or YAML (default: twinbench.policy.json, .yaml or .yml here, else the built-in one)',
} as const;
export const REVISION = { type: 'string', describe: 'commit that was measured; by default as CI or git says' } as const;
export const RUN = {
  type: 'string',
  describe: 'folder of the run, its results.json, or its id; results/latest by default',
} as const;

/** Of an option that counts something. @throws UsageError */
export function parseCount(name: string, value: string, least = 1, most = Number.MAX_SAFE_INTEGER): number {
  const count = Number(value);
  if (/^\d+$/.test(value) && count >= least && count <= most) return count;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new UsageError(`--${name} is ${value || 'empty'}; expected a whole number ${range}.`);
}

/** An option that is empty was not given: in scripts, it is an unset variable. */
export function parseText(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

export function parseList(value: string | undefined): string[] {
  return value === undefined ? [] : value.split(',').map((name) => name.trim());
}
