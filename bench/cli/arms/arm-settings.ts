/** One side of a comparison that is measured interleaved: what it sets over the ordinary settings. */
import { MACHINES, type MachineId } from '../../../vm/qemu/machine.js';
import type { Arm } from '../../analysis/gate/figures.js';
import type { TrialParameters } from '../../contract/record.js';
import { ENVIRONMENT_IDS } from '../environments.js';
import { UsageError } from '../failure.js';
import { oneOf, parseBytes, type Settings } from '../settings.js';
import { suggestion } from '../suggest.js';

export interface ArmSettings {
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
export interface ArmPair {
  readonly a: ArmSettings;
  readonly b: ArmSettings;
}

type Reader = (value: string) => Partial<Omit<ArmSettings, 'label'>>;

const READERS: Readonly<Record<string, Reader>> = {
  environment: (value) => ({ environment: oneOf('environment', value, ENVIRONMENT_IDS) }),
  image: (value) => ({ image: value }),
  machine: (value) => ({ settings: { machine: machineOf(value) } }),
  accel: (value) => ({ settings: { accel: oneOf('accelerator', value, ['auto', 'kvm', 'tcg'] as const) } }),
  kernel: (value) => ({ settings: { kernel: value } }),
  modules: (value) => ({ settings: { modules: value } }),
  memory: (value) => ({ settings: { memoryBytes: parseBytes(value) } }),
  cpus: (value) => ({ settings: { cpus: wholeNumber('cpus', value) } }),
  'window-ms': (value) => ({ parameters: { windowMs: wholeNumber('window-ms', value) } }),
};

const PARAMETER = /^(delay|set)-[a-z][a-z-]*$/;

/** `machine=q35-pvh,memory=1G`, several times; empty for an arm that is as the ordinary settings say. @throws UsageError */
export function parseArm(texts: readonly string[]): ArmSettings {
  const parts = texts.flatMap((text) => text.split(',')).filter((part) => part !== '');
  const repeated = repeatedName(parts);
  if (repeated !== undefined) throw new UsageError(`an arm has the setting "${repeated}" twice; keep the one that is meant`);
  const read = parts.map(readPart);
  let whole: Omit<ArmSettings, 'label'> = { settings: {}, parameters: {} };
  for (const { settings, parameters, ...others } of read)
    whole = {
      ...whole,
      ...others,
      settings: { ...whole.settings, ...settings },
      parameters: { ...whole.parameters, ...parameters },
    };
  return { ...whole, label: parts.join(',') || 'as it is' };
}

function repeatedName(parts: readonly string[]): string | undefined {
  const names = parts.map((part) => part.split('=', 1)[0] ?? '');
  return names.find((name, index) => names.indexOf(name) !== index);
}

function readPart(part: string): ReturnType<Reader> {
  const [name = '', ...rest] = part.split('=');
  const value = rest.join('=');
  if (value === '') throw new UsageError(`an arm takes parts such as machine=q35-pvh, not "${part}"`);
  const reader = READERS[name];
  if (reader !== undefined) return reader(value);
  if (PARAMETER.test(name)) return { parameters: { [name]: wholeNumber(name, value) } };
  throw new UsageError(
    `an arm has no setting "${name}". ${suggestion(name, [...Object.keys(READERS), 'delay-POINT', 'set-NAME'])}`,
  );
}

function machineOf(value: string): MachineId {
  const known: MachineId[] = ['microvm-pvh', 'microvm-bzimage', 'q35-pvh', 'q35-bzimage', 'pc-pvh'];
  return oneOf(
    'machine',
    value,
    known.filter((id) => id in MACHINES),
  );
}

function wholeNumber(name: string, value: string): number {
  const number = Number(value);
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`${name} takes a whole number, not "${value}"`);
  return number;
}

/** Where an arm names an environment of its own, that one stands for all. */
export function armsOf(environmentIds: readonly string[], { a, b }: ArmPair): Arm[] {
  const ids = a.environment !== undefined || b.environment !== undefined ? environmentIds.slice(0, 1) : environmentIds;
  return ids.map((id) => ({
    id: a.environment ?? id,
    baseline: `${a.environment ?? id}@a`,
    candidate: `${b.environment ?? id}@b`,
  }));
}
