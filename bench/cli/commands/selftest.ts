/** `twinbench selftest`: proves on this host that comparing the same with itself stays green, and that an injected slow-down turns it red. */

import { randomInt } from 'node:crypto';
import path from 'node:path';
import Table from 'cli-table3';
import { type ComparisonSession, openComparisons } from '../../ab/session.js';
import { parseSide } from '../../ab/side-settings.js';
import { EXIT } from '../../contract/errors.js';
import { formatPercent } from '../../contract/figure-text.js';
import { measureAlone } from '../../driver/measure-alone.js';
import { keepNoiseFloors, type NoiseFloor } from '../../findings/noise-floors.js';
import type { Interruption } from '../../harness/interruption.js';
import { resolveSettings, type Settings } from '../../harness/settings.js';

import { makeRunFolder, makeRunId } from '../../results/results-folder.js';
import {
  type Batch,
  type Bench,
  estimateSeconds,
  type Pilot,
  planInjectedBatches,
  planSameBatches,
  runBatch,
  runPilot,
} from '../../selftest/comparisons.js';
import { judgeInjected, judgeSame, listNoiseFloors, type SelftestRow, type Trial } from '../../selftest/outcome.js';
import { defineCommand } from '../command.js';
import { ACCEL, JSON_OPTION, parseCount, SEED } from '../options.js';
import { plainProgress, terminalProgress } from '../progress.js';
import { print, say } from '../stdout.js';

export const command = defineCommand({
  usage:
    '$0 selftest aa|inject|all [options]\n\naa compares the same with itself: nothing may be called worse. inject makes one side slower by 10 % and by 100 %: it must be caught, exit code included. all does both. The A/A noise floor of this host is kept, and shown beside the verdicts of gates on this host.',
  positionals: ['what'],
  options: {
    what: { type: 'string', choices: ['aa', 'inject', 'all'], demandOption: true },
    comparisons: { type: 'string', default: '20', describe: 'how many A/A, and of +10 %; of +100 % a fifth' },
    environments: { type: 'string', describe: 'which: bare,container (default: both)' },
    vm: { type: 'boolean', default: true, describe: 'inject: also double the boot of a VM, once' },
    accel: ACCEL,
    seed: SEED,
    output: { type: 'string', default: path.join('results', 'selftest'), describe: 'folder for its raw records' },
    json: JSON_OPTION,
  },
  examples: [
    ['$0 selftest all', 'both, in about ten minutes on a quiet host'],
    ['$0 selftest inject --comparisons 3 --no-vm', 'a quick look'],
  ],
  epilogue:
    'Exit code: 0 when all that a gate promises holds here, 1 when something does not, 3 when this host is too noisy to tell, 5 when something could not be measured, 130/143 interrupted.',
  async run({ what, comparisons, vm, json, ...args }) {
    const count = parseCount('comparisons', comparisons, 1, 1000);
    const known = { environments: ['bare', 'container'], workloads: [] };
    const asked = await resolveSettings({ ...args, profile: 'quick' }, known);
    const withVm = what !== 'aa' && vm;
    const batches = [
      ...(what === 'inject' ? [] : planSameBatches(asked.environments, count)),
      ...(what === 'aa' ? [] : planInjectedBatches(asked.environments, count, withVm)),
    ];
    const settings = { ...asked, environments: [...asked.environments, ...(withVm ? ['vm'] : [])] };
    const { output } = settings;
    const purpose = `self-test in ${path.resolve(output)}`;
    return measureAlone({ settings, output, purpose, say }, (interruption) => test(settings, batches, interruption, json));
  },
});

async function test(settings: Settings, batches: readonly Batch[], interruption: Interruption, asJson: boolean): Promise<number> {
  const side = parseSide([]);
  await using session = await openComparisons({ settings, sides: { a: side, b: side }, interruption, say });
  const folder = await makeRunFolder(settings.output, makeRunId(new Date()));
  const observer = quiet(process.stderr.isTTY ? terminalProgress(process.stderr) : plainProgress({ write: () => undefined }));
  const seed = settings.seed ?? randomInt(0x3fffffff);
  const bench: Bench = { session, folder, seed, observer, signal: interruption.signal, say };
  const pilots = await runPilots(bench, batches);
  foretell(batches, pilots);
  const made: Made[] = [];
  for (const batch of batches) {
    const own = pilots.get(batchKey(batch));
    if (own === undefined || interruption.exitCode() !== undefined) continue;
    const startedMs = performance.now();
    const trials = await runBatch(bench, batch, own);
    made.push({ batch, trials, seconds: (performance.now() - startedMs) / 1000 });
  }
  if (interruption.exitCode() !== undefined) return interruption.exitCode() ?? EXIT.failed;
  await session.verifyImages();
  return await conclude(made, session, folder, asJson);
}

/** The count of trials is no use where there are sixty small runs. */
function quiet(observer: Bench['observer']): Bench['observer'] {
  return { trialStarts: () => undefined, trialEnded: (record, progress) => observer.trialEnded(record, progress) };
}

async function runPilots(bench: Bench, batches: readonly Batch[]): Promise<Map<string, Pilot>> {
  const pilots = new Map<string, Pilot>();
  for (const batch of batches) {
    if (pilots.has(batchKey(batch)) || bench.signal.aborted) continue;
    pilots.set(batchKey(batch), await runPilot(bench, batch.probe, batch.looks));
  }
  return pilots;
}

function batchKey({ probe }: Batch): string {
  return `${probe.metricId} in ${probe.environmentId}`;
}

function foretell(batches: readonly Batch[], pilots: ReadonlyMap<string, Pilot>): void {
  let seconds = 0;
  for (const batch of batches) {
    const own = pilots.get(batchKey(batch));
    if (own !== undefined) seconds += estimateSeconds(batch, own);
  }
  for (const [name, { detectable, secondsPerPair }] of pilots) {
    const shown =
      detectable === undefined
        ? 'too few values for a minimum detectable effect'
        : `minimum detectable effect ${percent(detectable)}`;
    say(`${name}: ${shown}; ${(secondsPerPair * 1000).toFixed(0)} ms per pair`);
  }
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  say(
    `${String(count)} comparisons, about ${String(Math.max(1, Math.round(seconds / 60)))} min; longer if noise requires further looks`,
  );
}

/** A batch, made. */
interface Made {
  readonly batch: Batch;
  readonly trials: readonly Trial[];
  readonly seconds: number;
}

async function conclude(found: readonly Made[], { facts }: ComparisonSession, folder: string, asJson: boolean): Promise<number> {
  const same = found.filter(({ batch }) => batch.effect === 0).flatMap(({ trials }) => trials);
  const floors = listNoiseFloors(same);
  const { host, generator } = facts;
  const measuredAt = new Date().toISOString();
  if (floors.length > 0)
    await keepNoiseFloors({ fingerprint: host.fingerprint, measuredAt, measuredBy: generator.codeDigest, floors: [...floors] });
  const rows = [...(same.length > 0 ? [judgeSame(same)] : []), ...injectedRows(found)];
  print(
    asJson
      ? `${JSON.stringify({ folder, fingerprint: host.fingerprint, rows, floors, batches: found.map(summarizeBatch) }, null, 1)}\n`
      : describe(rows, floors),
  );
  say(`raw records and verdicts: ${folder}`);
  if (rows.some(({ outcome }) => outcome === 'broken')) return EXIT.regression;
  if (found.some(({ trials }) => trials.length > 0 && trials.every(({ verdict }) => verdict.exitCode === EXIT.failed)))
    return EXIT.failed;
  return rows.every(({ outcome }) => outcome === 'holds') ? EXIT.ok : EXIT.undecided;
}

function summarizeBatch({ batch, trials, seconds }: Made): Record<string, unknown> {
  const { title, probe, effect } = batch;
  return { title, environmentId: probe.environmentId, effect, comparisons: trials.length, seconds };
}

/** One for each size of injection, whatever it slowed: what is promised is promised of all of them together; of the VM, there is one only. */
function injectedRows(found: readonly Made[]): SelftestRow[] {
  const sizes = new Map<string, Trial[]>();
  for (const { batch, trials } of found.filter(({ batch: { effect } }) => effect > 0)) {
    const where = batch.probe.environmentId === 'vm' ? 'boot of vm' : 'CPU and boot of container';
    const size = `${where} +${String(batch.effect * 100)} %: caught`;
    sizes.set(size, [...(sizes.get(size) ?? []), ...trials]);
  }
  return [...sizes].map(([size, trials]) => judgeInjected(size, trials));
}

const WORDS = { holds: 'yes', broken: 'NO', 'cannot-tell': 'cannot tell' } as const;

function describe(rows: readonly SelftestRow[], floors: readonly NoiseFloor[]): string {
  const table = new Table({ head: ['promise', 'found', 'minimum detectable effect', 'holds'], style: { head: [], border: [] } });
  for (const { promise, found, of, detectable, outcome } of rows)
    table.push([
      promise,
      `${String(found)} of ${String(of)}`,
      detectable === undefined ? '' : percent(detectable),
      WORDS[outcome],
    ]);
  const open = rows.filter(({ outcome }) => outcome !== 'holds').map(({ promise, because }) => `${promise}: ${because}`);
  const known = floors.map(
    ({ metricId, environmentId, workloadId, effect95, comparisons }) =>
      `  ${[metricId, environmentId, ...(workloadId === undefined ? [] : [workloadId])].join('/')}: ±${percent(effect95)} in 95 % of ${String(comparisons)} comparisons`,
  );
  const kept = known.length === 0 ? [] : ['A/A noise floor of this host, kept for its gates:', ...known];
  return `${[table.toString(), ...open, ...kept].join('\n')}\n`;
}

function percent(share: number): string {
  return formatPercent(share, 2);
}
