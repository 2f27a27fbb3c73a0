/** `twinbench calibrate`: known quantities, measured by the very path that measures users' work. */
import path from 'node:path';
import type { Argv } from 'yargs';
import { CALIBRATION_SCENARIO, type Calibration, isWithinTolerance, PLAIN_ENVIRONMENT } from '../../contract/calibration.js';
import { EXIT, HostError, UsageError } from '../../contract/errors.js';
import { analyzeFolder } from '../../driver/analyze-folder.js';
import { checkBeforehand } from '../../driver/beforehand.js';
import { provision } from '../../driver/first-use.js';
import { measure } from '../../driver/measure.js';
import { takeRunLock } from '../../driver/run-lock.js';
import { DEFAULT_ENVIRONMENT_IDS, ENVIRONMENT_IDS, findKind } from '../../environments/environments.js';
import { calibrationStore } from '../../findings/calibrations.js';
import { listenForInterruption } from '../../harness/interruption.js';
import { resolveSettings, type Settings } from '../../harness/settings.js';
import { shortenedWaits } from '../../harness/test-hooks.js';
import { warnUnlessLatest } from '../../results/latest.js';
import { knownQuantityBlocks, ownCostBlocks, selfComparisonBlocks } from '../../scenarios/calibration.js';
import type { PlanSection } from '../../scenarios/plan-section.js';
import { progressOn } from '../progress.js';
import { DEFAULT_FORMATS, renderReports } from '../render-reports.js';
import { print } from '../stdout.js';

const DEFAULT_REPETITIONS = 10;

export function options(parser: Argv): Argv {
  return parser
    .usage(
      '$0 calibrate [options]\n\nMeasures known quantities (times, boot delays, memory, CPU time, bytes written, nothing) in every environment and says how far off each figure is on this host. The result is kept: later runs on this host carry it and their reports show it, until Twinbench itself is updated.',
    )
    .option('environments', { type: 'string', describe: `which: ${ENVIRONMENT_IDS.join(',')} (default: all)` })
    .option('repetitions', {
      type: 'string',
      describe: `of each quantity (default: ${String(DEFAULT_REPETITIONS)}; intervals need 6)`,
    })
    .option('aa', { type: 'boolean', default: false, describe: 'also compare every environment with itself' })
    .option('json', { type: 'boolean', default: false, describe: 'machine-readable, on stdout' })
    .option('accel', { type: 'string', describe: 'accelerator of the VM: auto, kvm or tcg (default: auto)' })
    .option('cpus', { type: 'string', describe: 'vCPUs of the guest (default: those of the host, at most 2)' })
    .option('seed', { type: 'string', describe: 'seed of the order of trials (default: drawn, and recorded)' })
    .option('output', { type: 'string', describe: 'folder for its raw records and report (default: results/calibration)' })
    .example('$0 calibrate', 'about a quarter of an hour where guests are emulated')
    .example('$0 calibrate --environments bare,container --repetitions 6', 'two minutes, without a VM')
    .example('$0 calibrate --aa --json', 'with every environment against itself')
    .epilogue(
      'Exit code: 0 when every error lies within its tolerance, 3 when one does not, 5 when something could not be measured.',
    );
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const known = { environments: ENVIRONMENT_IDS, defaultEnvironments: DEFAULT_ENVIRONMENT_IDS, workloads: [] };
  const settings = await resolveSettings({ output: path.join('results', 'calibration'), ...args }, known);
  const repetitions = parseRepetitions(args['repetitions']);
  await checkBeforehand({ settings, output: settings.output });
  await provision(settings, say);
  using interruption = listenForInterruption(say);
  const unlock = await takeRunLock(`calibration in ${path.resolve(settings.output)}`);
  try {
    const environments = withPlain(settings.environments);
    const sections = planSections(settings, repetitions, args['aa'] === true);
    const { folder, stopReason } = await measure({
      settings: { ...settings, environments },
      resumed: undefined,
      sections,
      interruption,
      observer: progressOn(process.stderr),
      say,
    });
    if (stopReason === 'interrupted') return interruption.exitCode() ?? EXIT.failed;
    const code = await publish(folder, args['json'] === true);
    return interruption.exitCode() ?? code;
  } finally {
    await unlock();
  }
}

/** @throws UsageError */
function parseRepetitions(value: unknown): number {
  if (value === undefined) return DEFAULT_REPETITIONS;
  const repetitions = Number(value);
  if (!Number.isSafeInteger(repetitions) || repetitions < 1 || repetitions > 1000)
    throw new UsageError(`--repetitions takes a whole number from 1 to 1000, not "${String(value)}"`);
  return repetitions;
}

function withPlain(ids: readonly string[]): string[] {
  return ids.includes('bare') ? [...ids, PLAIN_ENVIRONMENT] : [...ids];
}

function planSections(settings: Settings, repetitions: number, withSelf: boolean): PlanSection[] {
  const environments = settings.environments.map((id) => ({ id, kind: findKind(id) }));
  const { ownCostWindowMs } = shortenedWaits();
  const blocks = [
    ...knownQuantityBlocks(environments),
    ...ownCostBlocks(environments, PLAIN_ENVIRONMENT, ownCostWindowMs),
    ...(withSelf ? selfComparisonBlocks(environments) : []),
  ];
  return [{ scenario: CALIBRATION_SCENARIO, blocks, repetitions, warmupBlocks: 1 }];
}

async function publish(folder: string, asJson: boolean): Promise<number> {
  const document = await analyzeFolder(folder);
  const { calibration, trials } = document;
  if (calibration === undefined) throw new HostError(`no trial completed; ${folder} says why of each`);
  await calibrationStore.keep(calibration);
  await renderReports(document, folder, DEFAULT_FORMATS);
  const { renderCalibration } = await import('../../../reports/terminal/calibration.js');
  const text = asJson ? JSON.stringify(calibration, null, 1) : renderCalibration(document);
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

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
