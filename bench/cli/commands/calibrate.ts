/** `twinbench calibrate`: known quantities, measured by the very path that measures users' work. */
import path from 'node:path';
import { CALIBRATION_SCENARIO, type Calibration, isWithinTolerance, PLAIN_ENVIRONMENT } from '../../contract/calibration.js';
import { EXIT, HostError } from '../../contract/errors.js';
import { analyzeFolder } from '../../driver/analyze-folder.js';
import { measure } from '../../driver/measure.js';
import { measureAlone } from '../../driver/measure-alone.js';
import { DEFAULT_ENVIRONMENT_IDS, ENVIRONMENT_IDS, findKind } from '../../environments/environments.js';
import { calibrationStore } from '../../findings/calibrations.js';
import { resolveSettings, type Settings } from '../../harness/settings.js';
import { readShortenedWaits } from '../../harness/test-hooks.js';
import { warnUnlessLatest } from '../../results/latest.js';
import { knownQuantityBlocks, ownCostBlocks, selfComparisonBlocks } from '../../scenarios/calibration.js';
import type { PlanSection } from '../../scenarios/plan-section.js';
import { defineCommand } from '../command.js';
import { ACCEL, CPUS, JSON_OPTION, parseCount, SEED } from '../options.js';
import { progressOn } from '../progress.js';
import { DEFAULT_FORMATS, renderReports } from '../render-reports.js';
import { findWidth, USUAL_COLUMNS } from '../screen.js';
import { print, say } from '../stdout.js';

export const command = defineCommand({
  usage:
    '$0 calibrate [options]\n\nMeasures known quantities (times, boot delays, memory, CPU time, bytes written, nothing) in every environment and reports the error of each figure on this host. The result is kept: later runs on this host carry it and their reports show it, until Twinbench itself is updated.',
  options: {
    environments: { type: 'string', describe: `which: ${ENVIRONMENT_IDS.join(',')} (default: all)` },
    repetitions: { type: 'string', default: '10', describe: 'of each quantity; intervals need 6' },
    aa: { type: 'boolean', default: false, describe: 'also compare every environment with itself' },
    json: JSON_OPTION,
    accel: ACCEL,
    cpus: CPUS,
    seed: SEED,
    output: {
      type: 'string',
      default: path.join('results', 'calibration'),
      describe: 'folder for its raw records and report',
    },
  },
  examples: [
    ['$0 calibrate', 'about a quarter of an hour where guests are emulated'],
    ['$0 calibrate --environments bare,container --repetitions 6', 'two minutes, without a VM'],
    ['$0 calibrate --aa --json', 'with every environment against itself'],
  ],
  epilogue: 'Exit code: 0 when every error is within its tolerance, 3 when one is not, 5 when something could not be measured.',
  async run(args) {
    const known = { environments: ENVIRONMENT_IDS, defaultEnvironments: DEFAULT_ENVIRONMENT_IDS, workloads: [] };
    const settings = await resolveSettings(args, known);
    const repetitions = parseCount('repetitions', args.repetitions, 1, 1000);
    const environments = withPlain(settings.environments);
    const sections = planSections(settings, repetitions, args.aa);
    const { output } = settings;
    const purpose = `calibration in ${path.resolve(output)}`;
    return measureAlone({ settings, output, purpose, say }, async (interruption) => {
      const request = { settings: { ...settings, environments }, resumed: undefined, sections, interruption, say };
      const { folder, stopReason } = await measure({ ...request, observer: progressOn(process.stderr) });
      if (stopReason === 'interrupted') return interruption.exitCode() ?? EXIT.failed;
      const code = await publish(folder, args.json);
      return interruption.exitCode() ?? code;
    });
  },
});

function withPlain(ids: readonly string[]): string[] {
  return ids.includes('bare') ? [...ids, PLAIN_ENVIRONMENT] : [...ids];
}

function planSections(settings: Settings, repetitions: number, withSelf: boolean): PlanSection[] {
  const environments = settings.environments.map((id) => ({ id, kind: findKind(id) }));
  const { ownCostWindowMs, selfIdleWindowMs } = readShortenedWaits();
  const blocks = [
    ...knownQuantityBlocks(environments),
    ...ownCostBlocks(environments, PLAIN_ENVIRONMENT, ownCostWindowMs),
    ...(withSelf ? selfComparisonBlocks(environments, selfIdleWindowMs) : []),
  ];
  return [{ scenario: CALIBRATION_SCENARIO, blocks, repetitions, warmupBlocks: 1 }];
}

async function publish(folder: string, asJson: boolean): Promise<number> {
  const document = await analyzeFolder(folder);
  const { calibration, trials } = document;
  if (calibration === undefined) throw new HostError(`no trial completed; the records in ${folder} say why`);
  await calibrationStore.keep(calibration);
  await renderReports(document, folder, DEFAULT_FORMATS);
  const { renderCalibration } = await import('../../../reports/terminal/calibration.js');
  const screen = { width: findWidth(process.stdout, USUAL_COLUMNS) };
  const text = asJson ? JSON.stringify(calibration, null, 1) : renderCalibration(document, screen);
  print(`${text}\n`);
  say(`kept for later runs on this host; report: ${path.join(folder, 'report.html')}`);
  await warnUnlessLatest(folder, say);
  const failures = trials.filter(({ outcome }) => outcome.status !== 'completed');
  for (const { id, environmentId, workloadId, outcome } of failures)
    say(`trial ${id} of ${environmentId} × ${workloadId}: ${outcome.status}`);
  return findExitCode(
    calibration,
    document.environments.map(({ id }) => id),
  );
}

function findExitCode({ entries }: Calibration, environmentIds: readonly string[]): number {
  const measured = new Set(entries.map(({ environmentId }) => environmentId));
  if (environmentIds.some((id) => id !== PLAIN_ENVIRONMENT && !measured.has(id))) return EXIT.failed;
  return entries.some((entry) => isWithinTolerance(entry) === false) ? EXIT.undecided : EXIT.ok;
}
