/** `twinbench run`: measures, analyses, reports. */
import path from 'node:path';
import type { Argv } from 'yargs';
import { EXIT } from '../../contract/errors.js';
import { analyzeFolder } from '../../driver/analyze-folder.js';
import { checkBeforehand } from '../../driver/beforehand.js';
import { cellsWithoutTrial, exitCodeFor } from '../../driver/completeness.js';
import { provision } from '../../driver/first-use.js';
import { type MeasureRequest, measure } from '../../driver/measure.js';
import { findResumable } from '../../driver/resume.js';
import { takeRunLock } from '../../driver/run-lock.js';
import { DEFAULT_ENVIRONMENT_IDS, ENVIRONMENT_IDS } from '../../environments/environments.js';
import { listenForInterruption } from '../../harness/interruption.js';
import { PROFILES } from '../../harness/profile.js';
import { SCENARIO_CHOICES } from '../../harness/sections.js';
import { resolveSettings } from '../../harness/settings.js';
import { formatWithRemedy } from '../../host/explain-error.js';
import { warnUnlessLatest } from '../../results/latest.js';
import { WORKLOADS } from '../../workloads/index.js';
import { progressOn } from '../progress.js';
import { DEFAULT_FORMATS, renderReports } from '../render-reports.js';
import { findWidth, isColored } from '../screen.js';
import { print } from '../stdout.js';

export function options(parser: Argv): Argv {
  return parser
    .usage(
      '$0 run [options]\n\nRuns the same workloads from one image as a plain process, in a container and in a virtual machine, and renders the comparison.',
    )
    .option('profile', { type: 'string', describe: `how much: ${Object.keys(PROFILES).join(', ')} (default: default)` })
    .option('environments', {
      type: 'string',
      describe: `which: ${ENVIRONMENT_IDS.join(',')} (default: ${DEFAULT_ENVIRONMENT_IDS.join(',')})`,
    })
    .option('workloads', {
      type: 'string',
      describe: `which: ${WORKLOADS.map(({ definition }) => definition.id).join(',')} (default: all)`,
    })
    .option('accel', { type: 'string', describe: 'accelerator of the VM: auto, kvm or tcg (default: auto)' })
    .option('memory', { type: 'string', describe: 'memory limit of each instance, RAM of the guest (default: 512M)' })
    .option('cpus', { type: 'string', describe: 'vCPUs of the guest (default: those of the host, at most 2)' })
    .option('seed', { type: 'string', describe: 'seed of the order of trials (default: drawn, and recorded)' })
    .option('kernel', { type: 'string', describe: "the guest's kernel image, instead of the distribution's" })
    .option('modules', { type: 'string', describe: 'its modules folder (/lib/modules/RELEASE)' })
    .option('scenarios', {
      type: 'string',
      describe: `which: ${SCENARIO_CHOICES.join(',')} (default: those of the profile)`,
    })
    .option('density', {
      type: 'string',
      describe: 'instances alive at once: a number, or auto for as many as the host bears; adds density and together',
    })
    .option('peak', { type: 'string', describe: 'memory that elasticity takes and lets go (default: 192M)' })
    .option('until-precision', {
      type: 'string',
      describe: 'repeat single until each decisive interval is this narrow, such as 5%',
    })
    .option('budget', { type: 'string', describe: 'start no more trials after this time, such as 10m' })
    .option('config', { type: 'string', describe: 'YAML file with any of these settings' })
    .option('output', { type: 'string', describe: 'folder for results (default: results)' })
    .option('resume', {
      type: 'boolean',
      default: false,
      describe: 'finish the newest run of the output folder after it was killed',
    })
    .example('$0 run --profile quick', 'three repetitions, under three minutes')
    .example('$0 run --environments bare,container --workloads cpu-hash', 'one question')
    .example('$0 run --scenarios density --density 20', 'what the next instance costs')
    .example('$0 run --resume', 'after a crash: no finished trial is lost or repeated');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const known = {
    environments: ENVIRONMENT_IDS,
    defaultEnvironments: DEFAULT_ENVIRONMENT_IDS,
    workloads: WORKLOADS.map(({ definition }) => definition.id),
    scenarios: SCENARIO_CHOICES,
  };
  const asked = await resolveSettings(args, known);
  const resumed = args['resume'] === true ? await findResumable(path.join(asked.output, 'latest')) : undefined;
  const settings = resumed?.settings ?? asked;
  await checkBeforehand({ settings, output: resumed?.folder ?? settings.output });
  await provision(settings, say);
  using interruption = listenForInterruption(say);
  const unlock = await takeRunLock(`results in ${path.resolve(settings.output)}`);
  try {
    return await measureAndPublish({ settings, resumed, interruption, observer: progressOn(process.stderr), say });
  } finally {
    await unlock();
  }
}

/** The report is written to its end even when a signal comes meanwhile: that takes a second, and half a report helps nobody. */
async function measureAndPublish(request: MeasureRequest): Promise<number> {
  const { interruption, settings } = request;
  try {
    const { folder, stopReason } = await measure(request);
    if (stopReason !== 'interrupted') {
      const code = await publish(folder);
      return interruption.exitCode() ?? code;
    }
    say(
      `interrupted; the trials that finished are kept in ${folder}. Go on with: twinbench run --resume --output ${settings.output}`,
    );
  } catch (error) {
    // Ctrl-C at a terminal reaches the programs that we started, too: their failure then says nothing.
    if (interruption.exitCode() === undefined) throw error;
    say(formatWithRemedy(error));
  }
  return interruption.exitCode() ?? EXIT.failed;
}

async function publish(folder: string): Promise<number> {
  const document = await analyzeFolder(folder);
  const files = await renderReports(document, folder, DEFAULT_FORMATS);
  const { renderTerminal } = await import('../../../reports/terminal/terminal.js');
  print(`${renderTerminal(document, { width: findWidth(process.stdout), isColored: isColored(process.stdout) })}\n`);
  say(`report: ${files[0] ?? folder}`);
  await warnUnlessLatest(folder, say);
  const empty = cellsWithoutTrial(document);
  if (empty.length > 0) say(`no trial completed for ${empty.join(', ')}; the report lists why`);
  return exitCodeFor(document);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
