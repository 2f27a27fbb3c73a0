/** One side of a comparison that is measured interleaved: what it sets over the ordinary settings. */

import type { EnvironmentPair } from '../comparison/figures.js';
import { UsageError } from '../contract/errors.js';
import type { TrialParameters } from '../contract/record.js';
import { parseChoice, suggestion } from '../contract/suggestion.js';
import { ENVIRONMENT_IDS, MACHINE_IDS, type WantedEnvironment } from '../environments/environments.js';
import { parseBytes, type Settings } from '../harness/settings.js';

export interface SideSettings {
  /** As the user wrote it. */
  readonly label: string;
  /** Instead of every environment of the comparison. */
  readonly environment?: string;
  /** Digest in the image store. */
  readonly image?: string;
  readonly settings: Partial<Pick<Settings, 'machine' | 'accel' | 'kernel' | 'modules' | 'memoryBytes' | 'cpus'>>;
  /** `delay-POINT` in milliseconds, `set-NAME` for the workload, `windowMs`. */
  readonly parameters: TrialParameters;
}

/** The side that stays, and the one that is asked about. */
export interface SidePair {
  readonly a: SideSettings;
  readonly b: SideSettings;
}

type Reader = (value: string) => Partial<Omit<SideSettings, 'label'>>;

const READERS: Readonly<Record<string, Reader>> = {
  environment: (value) => ({ environment: parseChoice('environment', value, ENVIRONMENT_IDS) }),
  image: (value) => ({ image: value }),
  machine: (value) => ({ settings: { machine: parseChoice('machine', value, MACHINE_IDS) } }),
  accel: (value) => ({ settings: { accel: parseChoice('accelerator', value, ['auto', 'kvm', 'tcg'] as const) } }),
  kernel: (value) => ({ settings: { kernel: value } }),
  modules: (value) => ({ settings: { modules: value } }),
  memory: (value) => ({ settings: { memoryBytes: parseBytes(value) } }),
  cpus: (value) => ({ settings: { cpus: parseWholeNumber('cpus', value) } }),
  'window-ms': (value) => ({ parameters: { windowMs: parseWholeNumber('window-ms', value) } }),
};

const PARAMETER = /^(delay|set)-[a-z][a-z-]*$/;

/** `machine=q35-pvh,memory=1G`, several times; empty for a side that is as the ordinary settings say. @throws UsageError */
export function parseSide(texts: readonly string[]): SideSettings {
  const parts = texts.flatMap((text) => text.split(',')).filter((part) => part !== '');
  const repeated = findRepeatedName(parts);
  if (repeated !== undefined) throw new UsageError(`a side has the setting "${repeated}" twice; keep one of them`);
  const read = parts.map(readPart);
  let whole: Omit<SideSettings, 'label'> = { settings: {}, parameters: {} };
  for (const { settings, parameters, ...others } of read)
    whole = {
      ...whole,
      ...others,
      settings: { ...whole.settings, ...settings },
      parameters: { ...whole.parameters, ...parameters },
    };
  return { ...whole, label: parts.join(',') || 'as it is' };
}

function findRepeatedName(parts: readonly string[]): string | undefined {
  const names = parts.map((part) => part.split('=', 1)[0] ?? '');
  return names.find((name, index) => names.indexOf(name) !== index);
}

function readPart(part: string): ReturnType<Reader> {
  const [name = '', ...rest] = part.split('=');
  const value = rest.join('=');
  if (value === '') throw new UsageError(`a side takes parts such as machine=q35-pvh, not "${part}"`);
  const reader = READERS[name];
  if (reader !== undefined) return reader(value);
  if (PARAMETER.test(name)) return { parameters: { [name]: parseWholeNumber(name, value) } };
  throw new UsageError(
    `a side has no setting "${name}". ${suggestion(name, [...Object.keys(READERS), 'delay-POINT', 'set-NAME'])}`,
  );
}

function parseWholeNumber(name: string, value: string): number {
  const number = Number(value);
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`${name} takes a whole number, not "${value}"`);
  return number;
}

/** Where a side names an environment of its own, that one stands for all. */
export function pairEnvironments(environmentIds: readonly string[], { a, b }: SidePair): EnvironmentPair[] {
  const ids = a.environment !== undefined || b.environment !== undefined ? environmentIds.slice(0, 1) : environmentIds;
  return ids.map((id) => ({
    id: a.environment ?? id,
    baseline: `${a.environment ?? id}@a`,
    candidate: `${b.environment ?? id}@b`,
  }));
}

/** Both sides of every pair, as they are opened. */
export function listSides(settings: Settings, { a, b }: SidePair): WantedEnvironment[] {
  const side = (id: string, own: SideSettings): WantedEnvironment => ({
    id,
    listed: id.replace(/@[ab]$/, ''),
    settings: { ...settings, ...own.settings },
    ...(own.image !== undefined && { image: own.image }),
  });
  const pairs = pairEnvironments(settings.environments, { a, b });
  return pairs.flatMap(({ baseline, candidate }) => [side(baseline, a), side(candidate, b)]);
}
