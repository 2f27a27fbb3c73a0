/** Which comparisons a self-test makes, how long they will take, and making them. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../runtimes/native.js';
import { tryRun } from '../../runtimes/process.js';
import { type PairedRequest, runPairedGate } from '../ab/paired-gate.js';
import type { ComparisonSession } from '../ab/session.js';
import type { ResultsDocument } from '../contract/document.js';
import { FormatError } from '../contract/format-error.js';
import type { GateVerdict } from '../contract/verdict.js';
import { gate, makeUsageVerdict } from '../gate/gate.js';
import type { RunObserver } from '../harness/run.js';
import type { Trial } from './outcome.js';
import { makeBootProbe, makeCpuProbe, makePolicy, makeSection, type Probe } from './probes.js';

/** Comparisons of one kind. */
export interface Batch {
  readonly title: string;
  readonly probe: Probe;
  readonly effect: number;
  readonly count: number;
  readonly looks: readonly number[];
}

/** What blocks in a comparison of the same with itself is every primary metric: three of them need nine pairs to be called worse. */
const SAME_LOOKS = [10];
const SMALL_EFFECT = 0.1;
const SMALL_LOOKS = [12, 20, 40];
/** Doubled, eight pairs show it at half a percent; one more, for a block that something disturbed. */
const LARGE_EFFECT = 1;
const LARGE_LOOKS = [9, 18];
/**
 * Five are enough at 5 % for what is doubled. A window of a tenth of a second often loses its throughput to the rule that both clocks must agree, and
 * a tenth more of a boot of milliseconds needs more pairs to be seen again.
 */
const CONFIRMATION_PAIRS = { cpu: 16, boot: 20 } as const;
/** Each takes seconds. */
const VM_CONFIRMATION_PAIRS = 8;
const LARGE_SHARE = 0.2;

export function planSameBatches(environmentIds: readonly string[], comparisons: number): Batch[] {
  return split(comparisons, environmentIds).map(([id, count]) => ({
    title: `A/A, ${id}`,
    probe: makeCpuProbe(id),
    effect: 0,
    count,
    looks: SAME_LOOKS,
  }));
}

/** +10 % as often as was asked for, half of them on the boot where there is a container; +100 % a fifth of it, and one of the VM. */
export function planInjectedBatches(environmentIds: readonly string[], comparisons: number, withVm: boolean): Batch[] {
  const shared = environmentIds.filter((id) => id !== 'vm');
  const kinds = [shared.map(makeCpuProbe), ...(shared.includes('container') ? [[makeBootProbe('container')]] : [])];
  const batches = (effect: number, looks: readonly number[], count: number) =>
    split(count, kinds).flatMap(([probes, some]) =>
      split(some, probes).map(([probe, each]) => makeBatch(probe, effect, looks, each)),
    );
  return [
    ...batches(SMALL_EFFECT, SMALL_LOOKS, comparisons),
    ...batches(LARGE_EFFECT, LARGE_LOOKS, Math.max(kinds.length, Math.ceil(comparisons * LARGE_SHARE))),
    ...(withVm ? [makeBatch(makeBootProbe('vm'), LARGE_EFFECT, LARGE_LOOKS, 1)] : []),
  ].filter(({ count }) => count > 0);
}

function makeBatch(probe: Probe, effect: number, looks: readonly number[], count: number): Batch {
  return { title: `${probe.id} +${String(effect * 100)} %, ${probe.environmentId}`, probe, effect, count, looks };
}

/** As evenly as whole numbers allow, the first ones more. */
function split<T>(count: number, among: readonly T[]): [T, number][] {
  return among.map((one, index) => [one, Math.floor((count + among.length - 1 - index) / among.length)]);
}

export interface Bench {
  readonly session: ComparisonSession;
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
export async function runPilot(bench: Bench, probe: Probe, looks: readonly number[]): Promise<Pilot> {
  const folder = path.join(bench.folder, `pilot-${probe.id}-${probe.environmentId}`);
  await mkdir(folder);
  const pairs = probe.environmentId === 'vm' ? 1 : PILOT_PAIRS;
  const startedMs = performance.now();
  const document = await bench.session.measure({
    folder,
    seed: bench.seed,
    section: { ...makeSection(probe, 0, 0), repetitions: pairs, warmupBlocks: 1 },
    looks: [],
    isDecided: () => false,
    observer: bench.observer,
    signal: bench.signal,
    verifiesImages: false,
  });
  const secondsPerPair = (performance.now() - startedMs) / 1000 / (pairs + 1);
  const boot = findMedian(document, 'boot-time', `${probe.environmentId}@a`);
  return { secondsPerPair, bootSeconds: boot, ...estimateDetectable(bench, probe, document, looks) };
}

function findMedian({ series }: ResultsDocument, metricId: string, environmentId: string): number {
  return series.find((one) => one.metricId === metricId && one.environmentId === environmentId)?.summary.median ?? 0;
}

/** By the spread of the pilot's pairs, with as many pairs as the last look has. */
function estimateDetectable(
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
    pairs: session.pairs,
    policy: makePolicy(probe, [PILOT_PAIRS], true),
    today: new Date().toISOString().slice(0, 10),
    generator: session.facts.generator,
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

function countConfirmationPairs({ id, environmentId }: Probe): number {
  return environmentId === 'vm' ? VM_CONFIRMATION_PAIRS : CONFIRMATION_PAIRS[id];
}

/** With every confirmation, where one is due; comparisons that are not decided at the first look take longer. */
export function estimateSeconds(batch: Batch, { secondsPerPair }: Pilot): number {
  const [first = 1] = batch.looks;
  const again = batch.effect > 0 ? countConfirmationPairs(batch.probe) : 0;
  return batch.count * (first + again) * secondsPerPair;
}

/** Each with fresh instances and an order of its own. Ends early when the user does. */
export async function runBatch(bench: Bench, batch: Batch, { bootSeconds }: Pilot): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let index = 0; index < batch.count && !bench.signal.aborted; index += 1) {
    const trial = await runOne(bench, batch, index, bootSeconds);
    if (bench.signal.aborted) break;
    trials.push(trial);
    const code = trial.processExitCode === undefined ? '' : `; a separate process exited with ${String(trial.processExitCode)}`;
    bench.say(`${batch.title}, ${String(index + 1)} of ${String(batch.count)}: ${trial.verdict.reason}${code}`);
  }
  return trials;
}

async function runOne(bench: Bench, { probe, effect, looks }: Batch, index: number, bootSeconds: number): Promise<Trial> {
  const name = `${effect === 0 ? 'aa' : `inject-${String(Math.round(effect * 100))}`}-${probe.id}-${probe.environmentId}-${String(index + 1)}`;
  const folder = path.join(bench.folder, name);
  await mkdir(folder);
  const policy = makePolicy(probe, looks, effect > 0);
  const session = narrowSession(bench.session, probe.environmentId);
  const { verdict, confirmation } = await judgeOrRefuse({
    session,
    section: makeSection(probe, effect, bootSeconds),
    policy,
    seed: deriveSeed(bench.seed, name),
    folder,
    confirmationPairs: countConfirmationPairs(probe),
    observer: bench.observer,
    signal: bench.signal,
    say: () => undefined,
    verifiesImages: false,
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
  return { probe, effect, verdict, processExitCode: await runForExitCode(words) };
}

/** Where a host is so busy that no trial has the figure, a policy that speaks of it fits nothing. */
async function judgeOrRefuse(request: PairedRequest): Promise<{ verdict: GateVerdict; confirmation?: ResultsDocument }> {
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
      generator: session.facts.generator,
      today: '',
    } as const;
    return { verdict: makeUsageVerdict(asked, error.message) };
  }
}

/** Other environments have no trial here. */
function narrowSession(session: ComparisonSession, environmentId: string): ComparisonSession {
  return { ...session, pairs: session.pairs.filter(({ id }) => id === environmentId) };
}

const GATE_DEADLINE_MS = 120_000;

/** As a pipeline would see it; −1 when the process did not end by itself. */
async function runForExitCode(words: readonly string[]): Promise<number> {
  const program = path.join(projectRoot, 'scripts', 'twinbench.mjs');
  const ended = await tryRun(process.execPath, [program, ...words], { deadlineMs: GATE_DEADLINE_MS });
  return 'stdout' in ended ? 0 : (ended.exitCode ?? -1);
}

/** The same for the same name, and another for every other. */
function deriveSeed(seed: number, name: string): number {
  let hash = seed;
  for (const character of name) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) & 0x3fffffff;
  return hash;
}
