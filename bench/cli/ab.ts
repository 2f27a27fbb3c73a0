/** `twinbench ab`: two configurations, or two revisions of the project under test, measured interleaved until it is decided. */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import type { Argv } from 'yargs';
import { builtinImage } from '../../runtimes/images/builtin.js';
import { removeImage } from '../../runtimes/images/store.js';
import type { FailOn, Policy } from '../contract/policy.js';
import type { TrialParameters } from '../contract/record.js';
import type { PlanSection } from '../harness/plan.js';
import { COMMAND_WORKLOAD } from '../workloads/command.js';
import { WORKLOADS } from '../workloads/index.js';
import { type ArmPair, type ArmSettings, armsOf, parseArm } from './arms/arm-settings.js';
import { type Paired, runPairedGate } from './arms/paired-gate.js';
import { parseFailOn, type ReadPolicy, readPolicy } from './arms/policy-file.js';
import { PROJECT_FOLDER, revisionImage } from './arms/revision-image.js';
import { commitsOf } from './arms/revisions.js';
import { openSession } from './arms/session.js';
import { checkBeforehand } from './beforehand.js';
import { ENVIRONMENT_IDS } from './environments.js';
import { messageOf } from './explain.js';
import { EXIT, UsageError } from './failure.js';
import { provision } from './first-use.js';
import { FORMAT_OPTION, parseFormats, publishVerdict } from './gate/publish-verdict.js';
import { type Interruption, listenForInterruption } from './interruption.js';
import { plainProgress, terminalProgress } from './progress.js';
import { DEFAULT_FORMATS, renderReports } from './publish.js';
import { makeRunFolder, newRunId, pointLatestAt } from './results-folder.js';
import { takeRunLock } from './run-lock.js';
import { resolveSettings, type Settings } from './settings.js';
import { checkRunnerFiles } from './verdict-reports.js';

/** Each more is a question more, and many at once need more pairs. */
const DEFAULT_WORKLOADS = 'idle,cpu-hash';
/** Ten times of it, and a minute, is what a command may take. */
const COMMAND_WINDOW_MS = 60_000;

export const repeatable = ['a', 'b'];

export function options(parser: Argv): Argv {
  return parser
    .usage(
      '$0 ab --a SETTINGS --b SETTINGS [options]\n$0 ab --revisions A..B --command LINE [options]\n\nMeasures two arms in interleaved pairs, looks after 10, 20 and 40 of them, ends as soon as every blocking metric is decided, and measures what got worse a second time.',
    )
    .option('a', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      describe:
        'settings of the baseline: machine, accel, kernel, modules, memory, cpus, image, environment, window-ms, delay-POINT, set-NAME',
    })
    .option('b', { type: 'string', array: true, nargs: 1, default: [], describe: 'settings of the candidate' })
    .option('revisions', { type: 'string', describe: 'two git revisions of a project, such as main..HEAD' })
    .option('command', {
      type: 'string',
      describe: `line for the shell inside an instance, run in ${PROJECT_FOLDER}; timed from start to exit`,
    })
    .option('prepare', {
      type: 'string',
      describe: "line for this host's shell, run in each revision's tree before, such as npm ci",
    })
    .option('project', { type: 'string', default: '.', describe: 'folder of the project, in a git repository' })
    .option('environments', { type: 'string', default: 'container', describe: `where: ${ENVIRONMENT_IDS.join(',')}` })
    .option('workloads', { type: 'string', describe: `which (default: ${DEFAULT_WORKLOADS}, or the command)` })
    .option('scenario', { type: 'string', describe: 'single, or boot for boot and stop times alone (default: single)' })
    .option('policy', { type: 'string', describe: 'policy file (default: twinbench.policy.json here, else the built-in one)' })
    .option('fail-on', { type: 'string', describe: "what fails, instead of the policy's own" })
    .option('format', FORMAT_OPTION)
    .option('max-pairs', { type: 'string', describe: 'the last look (default: 40)' })
    .option('budget', { type: 'string', describe: 'start no more trials after this time, such as 10m' })
    .option('seed', { type: 'string', describe: 'seed of the order of trials (default: drawn, and recorded)' })
    .option('profile', { type: 'string', default: 'quick', describe: 'length of the windows: quick, default, thorough' })
    .option('memory', { type: 'string', describe: 'memory limit of each instance, RAM of the guest (default: 512M)' })
    .option('output', { type: 'string', describe: 'folder for results (default: results)' })
    .option('json', { type: 'boolean', default: false, describe: 'the whole verdict, on stdout' })
    .example('$0 ab --environments vm --scenario boot --a machine=q35-pvh --b machine=microvm-pvh', 'which machine boots faster')
    .example('$0 ab --a memory=256M --b memory=1G --workloads json', 'does more memory help')
    .example("$0 ab --revisions main..HEAD --command 'node bench.mjs' --prepare 'npm ci'", 'did my change make it slower')
    .example('$0 ab --a environment=bare --b environment=container', 'what the container costs, decided')
    .epilogue(
      'Exit code: 0 passed, 1 confirmed regression of b against a, 2 usage or policy, 3 undecided and the policy fails on it, 4 not comparable, 5 measurement failed, 130/143 interrupted. Inside an instance there are Node and busybox; what a command needs besides must be in the tree.',
    );
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  parseFormats(args['format']);
  const request = await readRequest(args);
  await checkRunnerFiles(process.env);
  await checkBeforehand({ ...request, output: request.settings.output });
  await provision(request.settings, say);
  using interruption = listenForInterruption(say);
  const unlock = await takeRunLock(`comparison in ${path.resolve(request.settings.output)}`);
  const images: string[] = [];
  try {
    const arms = await withImages(request, interruption, images);
    return await measureAndSay({ ...request, arms }, interruption, args);
  } catch (error) {
    if (interruption.exitCode() === undefined) throw error;
    say(messageOf(error));
    return interruption.exitCode() ?? EXIT.failed;
  } finally {
    for (const digest of images) await removeImage(digest);
    await unlock();
  }
}

interface AbRequest extends ReadPolicy {
  readonly failOn?: FailOn[];
  readonly settings: Settings;
  readonly arms: ArmPair;
  readonly scenario: string;
  readonly parameters: TrialParameters;
  readonly revisions?: { readonly commits: readonly [string, string]; readonly project: string; readonly prepare?: string };
}

/** @throws UsageError, FormatError */
async function readRequest(args: Readonly<Record<string, unknown>>): Promise<AbRequest> {
  const text = (name: string) => (typeof args[name] === 'string' ? args[name] : undefined);
  const [command, range, project = '.', prepare] = ['command', 'revisions', 'project', 'prepare'].map(text);
  if (range !== undefined && command === undefined) throw new UsageError('--revisions needs what to time: --command LINE');
  if (prepare !== undefined && range === undefined) throw new UsageError('--prepare goes with --revisions');
  const scenario = scenarioOf(text('scenario'), command);
  const workloads = command === undefined ? (text('workloads') ?? DEFAULT_WORKLOADS) : undefined;
  const known = { environments: ENVIRONMENT_IDS, workloads: WORKLOADS.map(({ definition }) => definition.id) };
  const settings = await resolveSettings({ ...args, workloads }, known);
  const arms = { a: parseArm(listOf(args['a'])), b: parseArm(listOf(args['b'])) };
  if (range === undefined && arms.a.label === arms.b.label)
    throw new UsageError(
      'both arms are the same; say what differs with --a and --b, or --revisions. An environment against itself: twinbench selftest aa',
    );
  const commits = range === undefined ? undefined : await commitsOf(project, range);
  const { policy, ...named } = await readPolicy(args['policy']);
  const failOn = parseFailOn(args['fail-on']);
  return {
    ...named,
    ...(failOn && { failOn }),
    policy: shortened(policy, text('max-pairs')),
    settings: { ...settings, workloads: workloadsOf(settings, scenario, command) },
    arms,
    scenario,
    parameters: command === undefined ? {} : { command, windowMs: COMMAND_WINDOW_MS },
    ...(commits && { revisions: { commits, project, ...(prepare !== undefined && { prepare }) } }),
  };
}

function scenarioOf(scenario = 'single', command: string | undefined): string {
  if (scenario !== 'single' && scenario !== 'boot') throw new UsageError(`--scenario takes single or boot, not "${scenario}"`);
  if (scenario === 'boot' && command !== undefined) throw new UsageError('--scenario boot ends before a command would start');
  return scenario;
}

function workloadsOf({ workloads }: Settings, scenario: string, command: string | undefined): readonly string[] {
  if (command !== undefined) return [COMMAND_WORKLOAD];
  return scenario === 'boot' ? ['known-nothing'] : workloads;
}

function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
}

/** Looks are fixed before anything is measured. @throws UsageError */
function shortened(policy: Policy, maxPairs: string | undefined): Policy {
  if (maxPairs === undefined) return policy;
  const last = Number(maxPairs);
  if (!Number.isSafeInteger(last) || last < 1 || last > 10_000)
    throw new UsageError(`--max-pairs takes a whole number from 1 to 10000, not "${maxPairs}"`);
  return { ...policy, looks: [...policy.looks.filter((look) => look < last), last] };
}

async function withImages({ arms, revisions }: AbRequest, interruption: Interruption, made: string[]): Promise<ArmPair> {
  if (revisions === undefined) return arms;
  const base = await builtinImage();
  const { commits, ...request } = revisions;
  const armOf = async (arm: ArmSettings, commit: string): Promise<ArmSettings> => {
    say(`preparing ${commit.slice(0, 12)}`);
    const image = await interruption.unlessInterrupted(revisionImage({ ...request, commit, base, say }));
    made.push(image.digest);
    return { ...arm, image: image.digest, label: commit };
  };
  const [from, to] = commits;
  return { a: await armOf(arms.a, from), b: await armOf(arms.b, to) };
}

async function measureAndSay(
  request: AbRequest,
  interruption: Interruption,
  args: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { settings, arms, policy } = request;
  say(`preparing ${settings.environments.join(', ')}`);
  await using session = await openSession(settings, arms, interruption);
  const folder = await makeRunFolder(settings.output, newRunId(new Date()));
  await pointLatestAt(folder);
  const section = sectionOf(request);
  const pairs = policy.looks.at(-1) ?? 1;
  say(
    `a: ${arms.a.label}\nb: ${arms.b.label}\nat most ${String(pairs)} pairs of each, looked at after ${policy.looks.join(', ')}; raw records in ${folder}`,
  );
  const paired = await runPairedGate({
    ...request,
    session,
    section,
    seed: settings.seed ?? randomInt(0x7fffffff),
    folder,
    ...(settings.budgetSeconds !== undefined && { budgetSeconds: settings.budgetSeconds }),
    labels: { a: arms.a.label, b: arms.b.label },
    observer: process.stderr.isTTY ? terminalProgress(process.stderr) : plainProgress(process.stderr),
    signal: interruption.signal,
    say,
  });
  if (interruption.exitCode() !== undefined) {
    say(`interrupted; the trials that finished are kept in ${folder}`);
    return interruption.exitCode() ?? EXIT.failed;
  }
  return await publish(paired, folder, args);
}

function sectionOf({ settings, arms, scenario, parameters, policy }: AbRequest): PlanSection {
  const pairs = armsOf(settings.environments, arms);
  const cell = (environmentId: string, workloadId: string, own: TrialParameters) => ({
    environmentId,
    workloadId,
    parameters: { ...parameters, ...own },
  });
  const blocks = settings.workloads.flatMap((workloadId) =>
    pairs.map(({ baseline, candidate }) => [
      cell(baseline, workloadId, arms.a.parameters),
      cell(candidate, workloadId, arms.b.parameters),
    ]),
  );
  return { scenario, blocks, repetitions: policy.looks.at(-1) ?? 1, warmupBlocks: 1 };
}

async function publish({ verdict, document }: Paired, folder: string, args: Readonly<Record<string, unknown>>): Promise<number> {
  await renderReports(document, folder, DEFAULT_FORMATS);
  const { fingerprint } = document.host;
  await publishVerdict(verdict, { folder, formats: parseFormats(args['format']), asJson: args['json'] === true, fingerprint });
  for (const { id, environmentId, outcome } of document.trials
    .filter((trial) => trial.outcome.status !== 'completed')
    .slice(0, 5))
    say(
      `trial ${id} of ${environmentId}: ${outcome.status}${'message' in outcome ? `: ${outcome.message}` : ''}${'detail' in outcome ? `\n${outcome.detail}` : ''}`,
    );
  say(`results and report: ${folder}`);
  return verdict.exitCode;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
