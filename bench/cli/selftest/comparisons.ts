/** Which comparisons a self-test makes, how long they will take, and making them. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../../runtimes/native.js';
import { tryRun } from '../../../runtimes/process.js';
import { gate, usageVerdict } from '../../analysis/gate/gate.js';
import type { ResultsDocument } from '../../contract/document.js';
import { FormatError } from '../../contract/format-error.js';
import type { GateVerdict } from '../../contract/verdict.js';
import type { RunObserver } from '../../harness/run.js';
import { type PairedRequest, runPairedGate } from '../arms/paired-gate.js';
import type { Session } from '../arms/session.js';
import type { Trial } from './outcome.js';
import { bootProbe, cpuProbe, type Probe, policyOf, sectionOf } from './probes.js';

/** Comparisons of one kind. */
export interface Batch {
  readonly title: string;
  readonly probe: Probe;
  readonly effect: number;
  readonly count: number;
  readonly looks: readonly number[];
}

/** What blocks in a comparison of the same with itself is every primary metric, which takes more pairs to answer. */
const SAME_LOOKS = [10, 20];
const INJECTED_LOOKS = [10, 20, 40];
/** An emulated guest boots for seconds; doubled, seven pairs show it at 1 %. */
const VM_LOOKS = [7];
const LARGE_SHARE = 0.25;

export function sameBatches(environmentIds: readonly string[], comparisons: number): Batch[] {
  const each = (index: number) => Math.floor((comparisons + environmentIds.length - 1 - index) / environmentIds.length);
  return environmentIds.map((id, index) => ({
    title: `A/A, ${id}`,
    probe: cpuProbe(id),
    effect: 0,
    count: each(index),
    looks: SAME_LOOKS,
  }));
}

/** +10 % as often as was asked for, +100 % a quarter of it, and one of the emulated VM. */
export function injectedBatches(environmentIds: readonly string[], comparisons: number, withVm: boolean): Batch[] {
  const some = Math.max(1, Math.ceil(comparisons * LARGE_SHARE));
  const shared = environmentIds.filter((id) => id !== 'vm');
  const cpu = shared.map(cpuProbe);
  const boot = shared.includes('container') ? [bootProbe('container')] : [];
  const split = (count: number, index: number) => Math.floor((count + cpu.length - 1 - index) / cpu.length);
  const batch = (probe: Probe, effect: number, count: number, looks = INJECTED_LOOKS): Batch => ({
    title: `${probe.id} +${String(effect * 100)} %, ${probe.environmentId}`,
    probe,
    effect,
    count,
    looks,
  });
  return [
    ...boot.map((probe) => batch(probe, 0.1, comparisons)),
    ...cpu.map((probe, index) => batch(probe, 0.1, split(comparisons, index))),
    ...boot.map((probe) => batch(probe, 1, some)),
    ...cpu.map((probe, index) => batch(probe, 1, split(some, index))),
    ...(withVm ? [batch(bootProbe('vm'), 1, 1, VM_LOOKS)] : []),
  ].filter(({ count }) => count > 0);
}

export interface Bench {
  readonly session: Session;
  readonly folder: string;
  readonly seed: number;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Seconds for one pair, and of one boot, of each kind of trial; and how wide the figures spread. */
export interface Pilot {
  readonly secondsPerPair: number;
  readonly bootSeconds: number;
  /** Effect that the last look would probably show; absent where so few values tell nothing. */
  readonly detectable?: number;
}

const PILOT_PAIRS = 7;

/** A few pairs of the same with itself, of this probe. */
export async function pilot(bench: Bench, probe: Probe, looks: readonly number[]): Promise<Pilot> {
  const folder = path.join(bench.folder, `pilot-${probe.id}-${probe.environmentId}`);
  await mkdir(folder);
  const pairs = probe.environmentId === 'vm' ? 1 : PILOT_PAIRS;
  const startedMs = performance.now();
  const document = await bench.session.measure({
    folder,
    seed: bench.seed,
    section: { ...sectionOf(probe, 0, 0), repetitions: pairs },
    looks: [],
    isDecided: () => false,
    observer: bench.observer,
    signal: bench.signal,
  });
  const secondsPerPair = (performance.now() - startedMs) / 1000 / (pairs + 1);
  const boot = medianOf(document, 'boot-time', `${probe.environmentId}@a`);
  return { secondsPerPair, bootSeconds: boot, ...detectableIn(bench, probe, document, looks) };
}

function medianOf({ series }: ResultsDocument, metricId: string, environmentId: string): number {
  return series.find((one) => one.metricId === metricId && one.environmentId === environmentId)?.summary.median ?? 0;
}

/** By the spread of the pilot's pairs, with as many pairs as the last look has. */
function detectableIn(
  { session, seed }: Bench,
  probe: Probe,
  document: ResultsDocument,
  looks: readonly number[],
): Pick<Pilot, 'detectable'> {
  if (!document.metrics.some(({ id }) => id === probe.metricId)) return {};
  const verdict = gate({
    baseline: { documents: [document] },
    candidate: { documents: [document] },
    design: 'paired',
    arms: session.arms,
    policy: policyOf(probe, [PILOT_PAIRS], true),
    today: new Date().toISOString().slice(0, 10),
    generator: session.template.generator,
    seed,
  });
  const found = verdict.metrics.find(
    ({ metricId, environmentId }) => metricId === probe.metricId && environmentId === probe.environmentId,
  );
  const { minimumDetectable, pairs = 0, margins } = found ?? {};
  if (minimumDetectable === undefined || margins === undefined) return {};
  const last = looks.at(-1) ?? PILOT_PAIRS;
  return { detectable: margins.noiseFloor + (minimumDetectable - margins.noiseFloor) * Math.sqrt(pairs / last) };
}

/** With every confirmation, where one is due; comparisons that are not decided at the first look take longer. */
export function secondsOf(batch: Batch, { secondsPerPair }: Pilot): number {
  const [first = 1] = batch.looks;
  const pairs = batch.effect > 0 ? 2 * (first + 1) : 1.5 * (first + 1);
  return batch.count * pairs * secondsPerPair;
}

/** Each with fresh instances and an order of its own. Ends early when the user does. */
export async function runBatch(bench: Bench, batch: Batch, { bootSeconds }: Pilot): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let index = 0; index < batch.count && !bench.signal.aborted; index += 1) {
    const trial = await runOne(bench, batch, index, bootSeconds);
    if (bench.signal.aborted) break;
    trials.push(trial);
    const code = trial.processExitCode === undefined ? '' : `; a process of its own ended with ${String(trial.processExitCode)}`;
    bench.say(`${batch.title}, ${String(index + 1)} of ${String(batch.count)}: ${trial.verdict.reason}${code}`);
  }
  return trials;
}

async function runOne(bench: Bench, { probe, effect, looks }: Batch, index: number, bootSeconds: number): Promise<Trial> {
  const name = `${effect === 0 ? 'aa' : `inject-${String(Math.round(effect * 100))}`}-${probe.id}-${probe.environmentId}-${String(index + 1)}`;
  const folder = path.join(bench.folder, name);
  await mkdir(folder);
  const policy = policyOf(probe, looks, effect > 0);
  const session = onlyOf(bench.session, probe.environmentId);
  const { verdict, confirmation } = await judgedOrUnfit({
    session,
    section: sectionOf(probe, effect, bootSeconds),
    policy,
    seed: seedOf(bench.seed, name),
    folder,
    observer: bench.observer,
    signal: bench.signal,
    say: () => undefined,
  });
  if (index > 0 || bench.signal.aborted || verdict.exitCode === 2) return { probe, effect, verdict };
  const policyFile = path.join(folder, 'policy.json');
  await writeFile(policyFile, JSON.stringify(policy));
  const second = confirmation === undefined ? [] : ['--confirmation', path.join(folder, 'confirmation')];
  const words = [
    'gate',
    folder,
    folder,
    '--policy',
    policyFile,
    '--no-confirm',
    '--output',
    path.join(folder, 'process'),
    ...second,
  ];
  return { probe, effect, verdict, processExitCode: await exitCodeOf(words) };
}

/** Where a host is so busy that no trial has the figure, a policy that speaks of it fits nothing. */
async function judgedOrUnfit(request: PairedRequest): Promise<{ verdict: GateVerdict; confirmation?: ResultsDocument }> {
  try {
    return await runPairedGate(request);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const { policy, seed, session } = request;
    const side = { documents: [] };
    const asked = {
      baseline: side,
      candidate: side,
      design: 'paired',
      policy,
      seed,
      generator: session.template.generator,
      today: '',
    } as const;
    return { verdict: usageVerdict(asked, error.message) };
  }
}

/** Arms of other environments have no trial here. */
function onlyOf(session: Session, environmentId: string): Session {
  return { ...session, arms: session.arms.filter(({ id }) => id === environmentId) };
}

const GATE_DEADLINE_MS = 120_000;

/** As a pipeline would see it; −1 when the process did not end by itself. */
async function exitCodeOf(words: readonly string[]): Promise<number> {
  const program = path.join(projectRoot, 'scripts', 'twinbench.mjs');
  const ended = await tryRun(process.execPath, [program, ...words], { deadlineMs: GATE_DEADLINE_MS });
  return 'stdout' in ended ? 0 : (ended.exitCode ?? -1);
}

/** The same for the same name, and another for every other. */
function seedOf(seed: number, name: string): number {
  let hash = seed;
  for (const character of name) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) & 0x3fffffff;
  return hash;
}
