/** What the user asked for: flags over a configuration file over defaults, each value checked and named in its error. */
import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { profileName } from '../contract/record.js';
import { UsageError } from './failure.js';
import { reason } from './results-folder.js';
import { suggestion } from './suggest.js';

const names = z
  .union([z.string(), z.array(z.string())])
  .transform((value) =>
    (typeof value === 'string' ? value.split(',') : value).map((name) => name.trim()).filter((name) => name !== ''),
  );

const settingsShape = z.strictObject({
  profile: z.string().default('default'),
  environments: names.optional(),
  workloads: names.optional(),
  accel: z.string().default('auto'),
  seed: z.coerce.number().int().nonnegative().max(0x7fffffff).optional(),
  output: z.string().min(1).default('results'),
  memory: z.union([z.string(), z.number()]).default('512M'),
  cpus: z.coerce.number().int().min(1).max(256).optional(),
  kernel: z.string().optional(),
  modules: z.string().optional(),
});

export interface Settings {
  readonly profile: z.infer<typeof profileName>;
  readonly environments: readonly string[];
  readonly workloads: readonly string[];
  readonly accel: 'auto' | 'kvm' | 'tcg';
  /** Absent: drawn anew. */
  readonly seed: number | undefined;
  readonly output: string;
  readonly memoryBytes: number;
  /** Absent: as many as the host has, at most 2. */
  readonly cpus: number | undefined;
  readonly kernel: string | undefined;
  readonly modules: string | undefined;
}

/** Names that exist, for checking and for suggestions. */
export interface KnownNames {
  readonly environments: readonly string[];
  readonly workloads: readonly string[];
}

/** @throws UsageError – an unknown key, name or value; says which and what was probably meant */
export async function resolveSettings(args: Readonly<Record<string, unknown>>, known: KnownNames): Promise<Settings> {
  const keys = Object.keys(settingsShape.shape);
  const flags = Object.fromEntries(keys.filter((key) => args[key] !== undefined).map((key) => [key, args[key]]));
  const file = typeof args['config'] === 'string' ? await readConfig(args['config'], keys) : {};
  const parsed = settingsShape.safeParse({ ...file, ...flags });
  if (!parsed.success) throw new UsageError(`these settings do not fit:\n${z.prettifyError(parsed.error)}`);
  const raw = parsed.data;
  return {
    profile: oneOf('profile', raw.profile, profileName.options),
    environments: someOf('environment', raw.environments, known.environments),
    workloads: someOf('workload', raw.workloads, known.workloads),
    accel: oneOf('accelerator', raw.accel, ['auto', 'kvm', 'tcg'] as const),
    seed: raw.seed,
    output: raw.output,
    memoryBytes: parseBytes(raw.memory),
    cpus: raw.cpus,
    kernel: raw.kernel,
    modules: raw.modules,
  };
}

async function readConfig(file: string, keys: readonly string[]): Promise<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = parseYaml(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`cannot read the configuration ${file}: ${reason(error)}`);
  }
  const record = z.record(z.string(), z.unknown()).safeParse(parsed ?? {});
  if (!record.success) throw new UsageError(`the configuration ${file} is not a mapping of names to values`);
  const unknown = Object.keys(record.data).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new UsageError(`the configuration ${file} has the unknown key "${unknown}". ${suggestion(unknown, keys)}`);
  return record.data;
}

function oneOf<const T extends string>(what: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found === undefined) throw new UsageError(`there is no ${what} "${value}". ${suggestion(value, known)}`);
  return found;
}

function someOf(what: string, values: readonly string[] | undefined, known: readonly string[]): string[] {
  if (values === undefined) return [...known];
  if (values.length === 0) throw new UsageError(`name at least one ${what}. Known: ${known.join(', ')}.`);
  for (const value of values) oneOf(what, value, known);
  return known.filter((name) => values.includes(name));
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `512M`, `1GiB`, `65536` → bytes, powers of 1,024. @throws UsageError */
export function parseBytes(value: string | number): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(String(value).trim());
  const factor = UNITS[(match?.[2] ?? '').toLowerCase()];
  const bytes = match?.[1] === undefined || factor === undefined ? Number.NaN : Math.round(Number(match[1]) * factor);
  if (!Number.isSafeInteger(bytes) || bytes <= 0)
    throw new UsageError(`"${String(value)}" is not an amount of memory; write for example 512M or 2G`);
  return bytes;
}
