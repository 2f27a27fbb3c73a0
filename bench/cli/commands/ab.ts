/** `twinbench ab`: two configurations, or two revisions of the project under test, measured interleaved until it is decided. */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { type Paired, runPairedGate, type UnfinishedPair } from '../../ab/paired-gate.js';
import {
  type AbRequest,
  DEFAULT_ENVIRONMENT,
  DEFAULT_PROFILE,
  DEFAULT_WORKLOADS,
  findText,
  makeSection,
  readAbRequest,
  selectOptions,
} from '../../ab/request.js';
import { describeComparison, resumeComparison } from '../../ab/resume-comparison.js';
import { RevisionImages } from '../../ab/revision-images.js';
import { openComparisons } from '../../ab/session.js';
import { listSides, type SidePair } from '../../ab/side-settings.js';
import { EXIT } from '../../contract/errors.js';
import { FormatError } from '../../contract/format-error.js';
import { measureAlone } from '../../driver/measure-alone.js';
import { formatOutputOption } from '../../driver/resume.js';
import { ENVIRONMENT_IDS } from '../../environments/environments.js';
import { parseFailOn } from '../../gate/policy-file.js';
import type { Interruption } from '../../harness/interruption.js';
import { DEFAULT_OUTPUT } from '../../harness/settings.js';
import { warnUnlessLatest } from '../../results/latest.js';
import { makeRunFolder, makeRunId } from '../../results/results-folder.js';
import { PROJECT_FOLDER } from '../../revisions/revision-image.js';
import { defineCommand } from '../command.js';
import { BUDGET, JSON_OPTION, MEMORY, OUTPUT, POLICY, SEED } from '../options.js';
import { progressOn } from '../progress.js';
import { FORMAT, parseFormats, publishVerdict, type VerdictDestination } from '../publish-verdict.js';
import { DEFAULT_FORMATS, renderReports } from '../render-reports.js';
import { say } from '../stdout.js';
import { checkRunnerFiles } from '../verdict-reports.js';

export const command = defineCommand({
  usage:
    '$0 ab --a SETTINGS --b SETTINGS [options]\n$0 ab --revisions A..B --command LINE [options]\n\nMeasures two sides in interleaved pairs, looks after 10, 20 and 40 of them, ends as soon as every blocking metric is decided, and measures what got worse a second time.',
  options: {
    a: {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      describe:
        'settings of the baseline: machine, accel, kernel, modules, memory, cpus, image, environment, window-ms, delay-POINT, set-NAME',
    },
    b: { type: 'string', array: true, nargs: 1, default: [], describe: 'settings of the candidate' },
    revisions: { type: 'string', describe: 'two git revisions of a project, such as main..HEAD' },
    command: {
      type: 'string',
      describe: `line for the shell inside an instance, run in ${PROJECT_FOLDER}; timed from start to exit`,
    },
    prepare: {
      type: 'string',
      describe: "line for this host's shell, run beforehand in each revision's tree, such as npm ci",
    },
    project: { type: 'string', describe: 'folder of the project, in a git repository (default: this folder)' },
    environments: { type: 'string', describe: `where: ${ENVIRONMENT_IDS.join(',')} (default: ${DEFAULT_ENVIRONMENT})` },
    workloads: { type: 'string', describe: `which (default: ${DEFAULT_WORKLOADS}, or the command)` },
    scenario: { type: 'string', describe: 'single, or boot for boot and stop times alone (default: single)' },
    policy: POLICY,
    'fail-on': { type: 'string', describe: "what fails, instead of the policy's own" },
    format: FORMAT,
    'max-pairs': { type: 'string', describe: 'the last look (default: 40)' },
    budget: BUDGET,
    seed: SEED,
    profile: {
      type: 'string',
      describe: `length of the windows: quick, default, thorough (default: ${DEFAULT_PROFILE})`,
    },
    memory: MEMORY,
    output: OUTPUT,
    resume: {
      type: 'boolean',
      default: false,
      describe: 'resume the newest comparison of the output folder after it was killed or interrupted',
    },
    json: { ...JSON_OPTION, describe: 'the whole verdict, on stdout' },
  },
  examples: [
    ['$0 ab --environments vm --scenario boot --a machine=q35-pvh --b machine=microvm-pvh', 'which machine boots faster'],
    ['$0 ab --a memory=256M --b memory=1G --workloads json', 'does more memory help'],
    ["$0 ab --revisions main..HEAD --command 'node bench.mjs' --prepare 'npm ci'", 'did my change make it slower'],
    ['$0 ab --a environment=bare --b environment=container', 'what the container costs, decided'],
    ['$0 ab --resume', 'after a crash or Ctrl-C: no finished trial is lost or repeated'],
  ],
  epilogue:
    'Exit code: 0 passed, 1 confirmed regression of b against a, 2 usage or policy, 3 not decided and the policy fails on it, 4 not comparable, 5 measurement failed, 130/143 interrupted. Inside an instance there are Node and busybox; whatever else a command needs must be in the tree.',
  async run(args) {
    const destination = { formats: parseFormats(args.format), asJson: args.json };
    const asked = await readRequest(args);
    const { settings, sides } = asked.request;
    await checkRunnerFiles(process.env);
    const purpose = `comparison in ${path.resolve(settings.output)}`;
    const environments = listSides(settings, sides);
    return measureAlone({ settings, environments, output: settings.output, purpose, say }, (interruption) =>
      prepareAndMeasure(asked, interruption, destination),
    );
  },
});

/** How the verdict is shown. */
type Shown = Pick<VerdictDestination, 'formats' | 'asJson'>;

interface Asked {
  readonly request: AbRequest;
  /** What there is of it already. */
  readonly pair?: UnfinishedPair;
}

/** @throws UsageError, FormatError */
async function readRequest(args: { readonly output: string | undefined; readonly resume: boolean }): Promise<Asked> {
  const words = selectOptions({ ...args });
  parseFailOn(findText(words, 'fail-on'));
  const output = args.output ?? DEFAULT_OUTPUT;
  if (args.resume) return resumeComparison(output, words);
  return { request: await readAbRequest(words, output) };
}

interface Prepared extends Asked {
  readonly sides: SidePair;
  readonly images: RevisionImages;
}

async function prepareAndMeasure(asked: Asked, interruption: Interruption, shown: Shown): Promise<number> {
  const images = new RevisionImages(say);
  try {
    const sides = await images.prepare(asked.request, asked.pair?.first.run, interruption);
    return await measureAndSay({ ...asked, sides, images }, interruption, shown);
  } catch (error) {
    if (error instanceof FormatError) images.release();
    throw error;
  } finally {
    await images.remove();
  }
}

async function measureAndSay(
  { request, pair, sides, images }: Prepared,
  interruption: Interruption,
  shown: Shown,
): Promise<number> {
  const { settings } = request;
  await using session = await openComparisons({ settings, sides, interruption, say, kept: describeComparison(request) });
  const folder = pair?.first.folder ?? (await makeRunFolder(settings.output, makeRunId(new Date())));
  sayWhatIsMeasured({ request, sides, ...(pair && { pair }) }, folder);
  const failOn = parseFailOn(findText(request.words, 'fail-on'));
  images.keep();
  const paired = await runPairedGate({
    ...request,
    session,
    section: makeSection({ ...request, sides }),
    ...(failOn && { failOn }),
    seed: settings.seed ?? randomInt(0x7fffffff),
    folder,
    sayOfLatest: say,
    ...(pair && { resumed: pair }),
    ...(settings.budgetSeconds !== undefined && { budgetSeconds: settings.budgetSeconds }),
    labels: { a: sides.a.label, b: sides.b.label },
    observer: progressOn(process.stderr),
    signal: interruption.signal,
    say,
  });
  if (interruption.exitCode() !== undefined) {
    say(
      `interrupted; the trials that finished are kept in ${folder}. Resume with: twinbench ab --resume${formatOutputOption(folder)}`,
    );
    return interruption.exitCode() ?? EXIT.failed;
  }
  images.release();
  return await publish(paired, folder, shown);
}

function sayWhatIsMeasured({ request, sides, pair }: Asked & { readonly sides: SidePair }, folder: string): void {
  const { looks } = request.policy;
  const done = pair === undefined ? '' : `resuming after ${String(pair.first.done.recorded)} trials; `;
  say(
    `a: ${sides.a.label}\nb: ${sides.b.label}\nat most ${String(looks.at(-1) ?? 1)} pairs of each, with looks after ${looks.join(', ')}; ${done}raw records in ${folder}`,
  );
}

async function publish({ verdict, document }: Paired, folder: string, shown: Shown): Promise<number> {
  await renderReports(document, folder, DEFAULT_FORMATS);
  const { fingerprint } = document.host;
  await publishVerdict(verdict, { folder, ...shown, fingerprint });
  for (const { id, environmentId, outcome } of document.trials
    .filter((trial) => trial.outcome.status !== 'completed')
    .slice(0, 5))
    say(
      `trial ${id} of ${environmentId}: ${outcome.status}${'message' in outcome ? `: ${outcome.message}` : ''}${'detail' in outcome ? `\n${outcome.detail}` : ''}`,
    );
  say(`results and report: ${folder}`);
  await warnUnlessLatest(folder, say);
  return verdict.exitCode;
}
