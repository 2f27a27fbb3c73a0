/** `twinbench run`: measures, analyses, reports. */
import path from 'node:path';
import { EXIT } from '../../contract/errors.js';
import { analyzeFolder } from '../../driver/analyze-folder.js';
import { chooseExitCode, listUnmeasuredCells } from '../../driver/completeness.js';
import { type MeasureRequest, measure } from '../../driver/measure.js';
import { measureAlone } from '../../driver/measure-alone.js';
import { findResumable } from '../../driver/resume.js';
import { DEFAULT_ENVIRONMENT_IDS, ENVIRONMENT_IDS } from '../../environments/environments.js';
import { PROFILES } from '../../harness/profile.js';
import { SCENARIO_CHOICES } from '../../harness/sections.js';
import { resolveSettings } from '../../harness/settings.js';
import { warnUnlessLatest } from '../../results/latest.js';
import { WORKLOADS } from '../../workloads/index.js';
import { defineCommand } from '../command.js';
import { ACCEL, BUDGET, CPUS, KERNEL, MEMORY, MODULES, OUTPUT, SEED } from '../options.js';
import { printReport } from '../print-reports.js';
import { progressOn } from '../progress.js';
import { DEFAULT_FORMATS, renderReports } from '../render-reports.js';
import { say } from '../stdout.js';

const WORKLOAD_IDS = WORKLOADS.map(({ definition }) => definition.id);

export const command = defineCommand({
  usage:
    '$0 run [options]\n\nRuns the same workloads from one image as a plain process, in a container and in a virtual machine, and renders the comparison.',
  options: {
    profile: { type: 'string', describe: `how much: ${Object.keys(PROFILES).join(', ')} (default: default)` },
    environments: {
      type: 'string',
      describe: `which: ${ENVIRONMENT_IDS.join(',')} (default: ${DEFAULT_ENVIRONMENT_IDS.join(',')})`,
    },
    workloads: { type: 'string', describe: `which: ${WORKLOAD_IDS.join(',')} (default: all)` },
    accel: ACCEL,
    memory: MEMORY,
    cpus: CPUS,
    seed: SEED,
    kernel: KERNEL,
    modules: MODULES,
    scenarios: { type: 'string', describe: `which: ${SCENARIO_CHOICES.join(',')} (default: those of the profile)` },
    density: {
      type: 'string',
      describe: 'instances alive at once: a number, or auto for as many as the host can hold; adds density and concurrent start',
    },
    peak: { type: 'string', describe: 'memory that elasticity allocates and frees (default: 192M)' },
    'until-precision': {
      type: 'string',
      describe: 'repeat single until each decisive interval is this narrow, such as 5%',
    },
    budget: BUDGET,
    config: { type: 'string', describe: 'YAML or JSON file with any of these settings' },
    output: OUTPUT,
    resume: { type: 'boolean', default: false, describe: 'finish the newest run of the output folder after it was killed' },
  },
  examples: [
    ['$0 run --profile quick', 'three repetitions, under three minutes'],
    ['$0 run --environments bare,container --workloads cpu-hash', 'one question'],
    ['$0 run --scenarios density --density 20', 'what the next instance costs'],
    ['$0 run --resume', 'after a crash: no finished trial is lost or repeated'],
  ],
  async run(args) {
    const known = {
      environments: ENVIRONMENT_IDS,
      defaultEnvironments: DEFAULT_ENVIRONMENT_IDS,
      workloads: WORKLOAD_IDS,
      scenarios: SCENARIO_CHOICES,
    };
    const asked = await resolveSettings(args, known);
    const resumed = args.resume ? await findResumable(path.join(asked.output, 'latest')) : undefined;
    const settings = resumed?.settings ?? asked;
    const output = resumed?.folder ?? settings.output;
    const purpose = `results in ${path.resolve(settings.output)}`;
    return measureAlone({ settings, output, purpose, say }, (interruption) =>
      measureAndPublish({ settings, resumed, interruption, observer: progressOn(process.stderr), say }),
    );
  },
});

/** The report is written to its end even when a signal comes meanwhile: that takes a second, and half a report helps nobody. */
async function measureAndPublish(request: MeasureRequest): Promise<number> {
  const { interruption, settings } = request;
  const { folder, stopReason } = await measure(request);
  if (stopReason !== 'interrupted') {
    const code = await publish(folder);
    return interruption.exitCode() ?? code;
  }
  say(
    `interrupted; the trials that finished are kept in ${folder}. Resume with: twinbench run --resume --output ${settings.output}`,
  );
  return interruption.exitCode() ?? EXIT.failed;
}

async function publish(folder: string): Promise<number> {
  const document = await analyzeFolder(folder);
  const files = await renderReports(document, folder, DEFAULT_FORMATS);
  await printReport(document, 'terminal');
  say(`report: ${files[0] ?? folder}`);
  await warnUnlessLatest(folder, say);
  const empty = listUnmeasuredCells(document);
  if (empty.length > 0) say(`no trial completed for ${empty.join(', ')}; the report says why`);
  return chooseExitCode(document);
}
