/** What the user asked for: flags over a configuration file over defaults, each value checked and named in its error. */

import { createReadStream } from 'node:fs';
import * as z from 'zod';
import { formatError } from '../../runtimes/errors.js';
import { UsageError } from '../contract/errors.js';
import { FormatError, type Place } from '../contract/format-error.js';
import { asObject, printable } from '../contract/parse-file.js';
import { profileName } from '../contract/record.js';
import { parseChoice, suggestion } from '../contract/suggestion.js';
import { PROFILES } from './profile.js';

const names = z
  .union([z.string(), z.array(z.string())])
  .transform((value) =>
    (typeof value === 'string' ? value.split(',') : value).map((name) => name.trim()).filter((name) => name !== ''),
  );

/** Not by coercion, which takes an empty text for 0 and a list for its only member. */
const numeral = z.union([z.number(), z.string().trim().min(1, 'this is empty')]).transform(Number);

export const DEFAULT_OUTPUT = 'results';

const settingsShape = z.strictObject({
  profile: z.string().default('default'),
  environments: names.optional(),
  workloads: names.optional(),
  accel: z.string().default('auto'),
  seed: numeral.pipe(z.number().int().nonnegative().max(0x7fffffff)).optional(),
  output: z.string().min(1).default(DEFAULT_OUTPUT),
  memory: z.union([z.string(), z.number()]).optional(),
  cpus: numeral.pipe(z.number().int().min(1).max(256)).optional(),
  kernel: z.string().optional(),
  modules: z.string().optional(),
  scenarios: names.optional(),
  density: z.union([z.string(), z.number()]).optional(),
  peak: z.union([z.string(), z.number()]).default('192M'),
  'until-precision': z.union([z.string(), z.number()]).optional(),
  budget: z.union([z.string(), z.number()]).optional(),
});

const MAX_CONFIG_BYTES = 1024 * 1024;
const DEFAULT_MEMORY = '512M';
/** Of instances of which many live at once. */
const DEFAULT_DENSITY_MEMORY = '256M';

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
  /** Of the guest; absent: the runtime chooses. */
  readonly machine?: string;
  readonly scenarios: readonly string[];
  /** Most instances alive at once; `auto` for as many as the host bears. */
  readonly densityInstances: number | 'auto';
  readonly densityMemoryBytes: number;
  /** Of the workload `elastic`. */
  readonly peakBytes: number;
  /** Half-width of each primary comparison's interval at which `single` may end; absent: the profile decides. */
  readonly precisionRatio: number | undefined;
  readonly budgetSeconds: number | undefined;
}

/** Names that exist, for checking and for suggestions. */
export interface KnownNames {
  readonly environments: readonly string[];
  readonly workloads: readonly string[];
  /** Absent for commands that know none. */
  readonly scenarios?: readonly string[];
  /** Those of a run in which the user names none; all others must be asked for. Absent: all. */
  readonly defaultEnvironments?: readonly string[];
}

/** @throws UsageError – an unknown key, name or value; says which and what was probably meant */
export async function resolveSettings(args: Readonly<Record<string, unknown>>, known: KnownNames): Promise<Settings> {
  const keys = Object.keys(settingsShape.shape);
  const flags = Object.fromEntries(keys.filter((key) => args[key] !== undefined).map((key) => [key, args[key]]));
  const file = typeof args['config'] === 'string' ? await readConfig(args['config'], keys) : undefined;
  const parsed = settingsShape.safeParse({ ...file?.settings, ...flags });
  if (!parsed.success) throw refuse(parsed.error, flags, file);
  const raw = parsed.data;
  const profile = parseChoice('profile', raw.profile, profileName.options);
  return {
    profile,
    environments: parseChoices('environment', raw.environments ?? known.defaultEnvironments, known.environments),
    workloads: parseChoices('workload', raw.workloads, known.workloads),
    accel: parseChoice('accelerator', raw.accel, ['auto', 'kvm', 'tcg'] as const),
    seed: raw.seed,
    output: raw.output,
    memoryBytes: parseBytes(raw.memory ?? DEFAULT_MEMORY),
    cpus: raw.cpus,
    kernel: raw.kernel,
    modules: raw.modules,
    scenarios: chooseScenarios(raw, profile, known),
    densityInstances: parseInstances(raw.density ?? 'auto'),
    densityMemoryBytes: parseBytes(raw.memory ?? DEFAULT_DENSITY_MEMORY),
    peakBytes: parseBytes(raw.peak),
    precisionRatio: raw['until-precision'] === undefined ? undefined : parsePercentage(raw['until-precision']),
    budgetSeconds: raw.budget === undefined ? undefined : parseSeconds(raw.budget),
  };
}

/** `--density` asks for its scenario, unless the user says which scenarios there are to be. */
function chooseScenarios(
  raw: Pick<z.infer<typeof settingsShape>, 'scenarios' | 'density'>,
  profile: Settings['profile'],
  known: KnownNames,
): string[] {
  if (known.scenarios === undefined) return [];
  const asked = raw.scenarios ?? [...PROFILES[profile].scenarios, ...(raw.density === undefined ? [] : ['density'])];
  return parseChoices('scenario', asked, known.scenarios);
}

interface Config {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly locate: (path: readonly PropertyKey[]) => Place;
}

const FIX_CONFIG = 'Fix the configuration; twinbench run --help lists the settings.';

/** A value of the file is named with its place. */
function refuse(error: z.ZodError, flags: Readonly<Record<string, unknown>>, file: Config | undefined): Error {
  const wrong = error.issues.find(({ path: [key] }) => key !== undefined && !(String(key) in flags));
  if (file === undefined || wrong === undefined)
    return new UsageError(`these settings are not valid:\n${z.prettifyError(error)}`);
  return new FormatError('invalid', file.locate(wrong.path), `${wrong.path.join('.')}: ${wrong.message}`, FIX_CONFIG);
}

/** @throws UsageError – it cannot be read; FormatError */
async function readConfig(fileName: string, keys: readonly string[]): Promise<Config> {
  const text = await readSmall(fileName).catch((error: unknown) => {
    throw new UsageError(`cannot read the configuration ${fileName}: ${formatError(error)}`);
  });
  const { parseConfig } = await import('../contract/config-text.js');
  const { value, locate } = parseConfig(text, { fileName }, FIX_CONFIG);
  const settings = asObject(value ?? {}, { fileName }, 'a mapping of settings to values', FIX_CONFIG);
  const unknown = Object.keys(settings).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new FormatError('invalid', locate([unknown]), `there is no setting "${printable(unknown)}"`, suggestion(unknown, keys));
  return { settings, locate };
}

/** A configuration has some lines; more is another file, or an endless device. @throws Error */
async function readSmall(file: string): Promise<string> {
  const text: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of createReadStream(file, { end: MAX_CONFIG_BYTES })) {
    text.push(Buffer.from(chunk));
    bytes += text.at(-1)?.length ?? 0;
  }
  if (bytes > MAX_CONFIG_BYTES) throw new Error(`it is larger than ${String(MAX_CONFIG_BYTES)} bytes`);
  return decodeText(Buffer.concat(text));
}

const UTF_16_MARKS = ['fffe', 'feff'];

/** A byte order mark of UTF-8 is left out. @throws Error – not UTF-8 */
function decodeText(bytes: Buffer): string {
  if (UTF_16_MARKS.includes(bytes.toString('hex', 0, 2))) throw new Error('it is UTF-16 text; save it as UTF-8');
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function parseChoices(what: string, values: readonly string[] | undefined, known: readonly string[]): string[] {
  if (values === undefined) return [...known];
  if (values.length === 0) throw new UsageError(`name at least one ${what}. Known: ${known.join(', ')}.`);
  for (const value of values) parseChoice(what, value, known);
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

/** Largest number of instances that may be asked for: a slip of the finger should not start a million. */
const MAX_INSTANCES = 10_000;

/** `20` or `auto`. @throws UsageError */
export function parseInstances(value: string | number): number | 'auto' {
  if (value === 'auto') return 'auto';
  const count = Number(String(value).trim() || Number.NaN);
  if (!Number.isSafeInteger(count) || count < 2 || count > MAX_INSTANCES)
    throw new UsageError(
      `"${String(value)}" is no number of instances; write auto, or a whole number from 2 to ${String(MAX_INSTANCES)}`,
    );
  return count;
}

/** `5%` or `0.05` → 0.05. @throws UsageError */
export function parsePercentage(value: string | number): number {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(String(value).trim());
  const ratio = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (!(ratio > 0 && ratio < 1)) throw new UsageError(`"${String(value)}" is no precision; write for example 5%`);
  return ratio;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `90s`, `10m`, `2h`, `600` (seconds) → seconds. @throws UsageError */
export function parseSeconds(value: string | number): number {
  const match = /^(\d+(?:\.\d+)?) ?([smh]?)$/i.exec(String(value).trim());
  const seconds = match === null ? Number.NaN : Number(match[1]) * (SECONDS[(match[2] ?? '').toLowerCase()] ?? 1);
  if (!(seconds > 0) || !Number.isFinite(seconds))
    throw new UsageError(`"${String(value)}" is no time; write for example 90s, 10m or 2h`);
  return seconds;
}
