/** What `ab` is asked to measure: from its words to sides, plan and policy. */
import path from 'node:path';
import { UsageError } from '../contract/errors.js';
import type { Policy } from '../contract/policy.js';
import type { TrialParameters } from '../contract/record.js';
import { ENVIRONMENT_IDS } from '../environments/environments.js';
import { type ReadPolicy, readPolicy } from '../gate/policy-file.js';
import { resolveSettings, type Settings } from '../harness/settings.js';
import { findCommits } from '../revisions/revisions.js';
import type { PlanSection } from '../scenarios/plan-section.js';
import { COMMAND_WORKLOAD } from '../workloads/command.js';
import { WORKLOADS } from '../workloads/index.js';
import { pairEnvironments, parseSide, type SidePair } from './side-settings.js';

/** Each more is a question more, and many at once need more pairs. */
export const DEFAULT_WORKLOADS = 'idle,cpu-hash';
export const DEFAULT_ENVIRONMENT = 'container';
export const DEFAULT_PROFILE = 'quick';
/** Ten times of it, and a minute, is what a command may take. */
const COMMAND_WINDOW_MS = 60_000;

/** Option → what the user gave; those that say what is measured, not where it goes and how it is shown. */
export type Words = Readonly<Record<string, string | string[]>>;

const WORDS = [
  ...['a', 'b', 'revisions', 'command', 'prepare', 'project', 'environments', 'workloads', 'scenario', 'policy'],
  ...['fail-on', 'max-pairs', 'budget', 'seed', 'profile', 'memory'],
];

export interface AbRequest extends ReadPolicy {
  readonly settings: Settings;
  readonly sides: SidePair;
  readonly scenario: string;
  readonly parameters: TrialParameters;
  readonly revisions?: Revisions;
  /** That it was read from. */
  readonly words: Words;
}

export interface Revisions {
  readonly commits: readonly [string, string];
  readonly project: string;
  readonly prepare?: string;
}

/** Of an option that is no list. */
export function findText(words: Words, name: string): string | undefined {
  const value = words[name];
  return typeof value === 'string' ? value : undefined;
}

/** Those that were given. */
export function selectOptions(args: Readonly<Record<string, unknown>>): Words {
  const given = WORDS.map((name) => [name, args[name]] as const).filter(([, value]) => isGiven(value));
  return Object.fromEntries(
    given.map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : resolveText(name, String(value))]),
  );
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : typeof value === 'string';
}

/** A run that goes on may be asked for in another folder. */
function resolveText(name: string, value: string): string {
  return name === 'project' ? path.resolve(value) : value;
}

/** @param commits what the revisions were when the run began; they are looked up when absent @throws UsageError, FormatError */
export async function readAbRequest(words: Words, output: unknown, commits?: readonly [string, string]): Promise<AbRequest> {
  const text = (name: string) => findText(words, name);
  const command = text('command');
  const scenario = parseScenario(text('scenario'), command);
  const settings = await resolveAbSettings(
    words,
    output,
    command === undefined ? (text('workloads') ?? DEFAULT_WORKLOADS) : undefined,
  );
  const sides = { a: parseSide(toList(words['a'])), b: parseSide(toList(words['b'])) };
  const revisions = await readRevisions(words, commits);
  if (revisions === undefined && sides.a.label === sides.b.label)
    throw new UsageError(
      'both sides are the same; say what differs with --a and --b, or --revisions. To compare an environment with itself: twinbench selftest aa',
    );
  const { policy, ...named } = await readPolicy(text('policy'));
  return {
    ...named,
    policy: shortenLooks(policy, text('max-pairs')),
    settings: { ...settings, workloads: chooseWorkloads(settings, scenario, command) },
    sides,
    scenario,
    parameters: command === undefined ? {} : { command, windowMs: COMMAND_WINDOW_MS },
    ...(revisions && { revisions }),
    words,
  };
}

function resolveAbSettings(words: Words, output: unknown, workloads: string | undefined): Promise<Settings> {
  const known = { environments: ENVIRONMENT_IDS, workloads: WORKLOADS.map(({ definition }) => definition.id) };
  const defaults = { environments: DEFAULT_ENVIRONMENT, profile: DEFAULT_PROFILE };
  return resolveSettings({ ...defaults, ...words, workloads, output }, known);
}

async function readRevisions(words: Words, commits: readonly [string, string] | undefined): Promise<Revisions | undefined> {
  const { revisions: range, command, prepare } = words;
  if (typeof range === 'string' && command === undefined)
    throw new UsageError('--revisions needs a command to time: --command LINE');
  if (prepare !== undefined && range === undefined) throw new UsageError('--prepare needs --revisions');
  if (typeof range !== 'string') return undefined;
  const project = findProject(words);
  return {
    commits: commits ?? (await findCommits(project, range)),
    project,
    ...(typeof prepare === 'string' && { prepare }),
  };
}

export function findProject({ project }: Words): string {
  return typeof project === 'string' ? project : path.resolve('.');
}

function parseScenario(scenario = 'single', command: string | undefined): string {
  if (scenario !== 'single' && scenario !== 'boot') throw new UsageError(`--scenario takes single or boot, not "${scenario}"`);
  if (scenario === 'boot' && command !== undefined) throw new UsageError('--scenario boot ends before a command could start');
  return scenario;
}

function chooseWorkloads({ workloads }: Settings, scenario: string, command: string | undefined): readonly string[] {
  if (command !== undefined) return [COMMAND_WORKLOAD];
  return scenario === 'boot' ? ['known-nothing'] : workloads;
}

function toList(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : [value].flat();
}

/** Looks are fixed before anything is measured. @throws UsageError */
function shortenLooks(policy: Policy, maxPairs: string | undefined): Policy {
  if (maxPairs === undefined) return policy;
  const last = Number(maxPairs);
  if (!Number.isSafeInteger(last) || last < 1 || last > 10_000)
    throw new UsageError(`--max-pairs takes a whole number from 1 to 10000, not "${maxPairs}"`);
  return { ...policy, looks: [...policy.looks.filter((look) => look < last), last] };
}

/** Each pair of environments with each workload, as often as the last look asks for. */
export function makeSection({ settings, sides, scenario, parameters, policy }: AbRequest): PlanSection {
  const pairs = pairEnvironments(settings.environments, sides);
  const cell = (environmentId: string, workloadId: string, own: TrialParameters) => ({
    environmentId,
    workloadId,
    parameters: { ...parameters, ...own },
  });
  const blocks = settings.workloads.flatMap((workloadId) =>
    pairs.map(({ baseline, candidate }) => [
      cell(baseline, workloadId, sides.a.parameters),
      cell(candidate, workloadId, sides.b.parameters),
    ]),
  );
  return { scenario, blocks, repetitions: policy.looks.at(-1) ?? 1, warmupBlocks: 1 };
}
