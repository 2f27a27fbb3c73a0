/**
 * Where faults of instances happen: the harness with real runtimes, samplers and journal. Each case is a plan of two trials, the one that
 * is hurt and a sound one after it.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { analyze } from '../../bench/analysis/analyze.js';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { SAMPLE_RUN } from '../../bench/contract/fixtures/minimal-records.js';
import { parseRawLines } from '../../bench/contract/read.js';
import type { Outcome, PlannedTrial, TrialRecord } from '../../bench/contract/record.js';
import { chooseExitCode } from '../../bench/driver/completeness.js';
import { Journal } from '../../bench/harness/journal.js';
import { PROFILES } from '../../bench/harness/profile.js';
import { runPlan } from '../../bench/harness/run.js';
import { Stopping } from '../../bench/harness/stopping.js';
import { readVoidingGap } from '../../bench/harness/test-hooks.js';
import type { TrialDependencies } from '../../bench/harness/trial-context.js';
import { watchInstance } from '../../bench/harness/watch-instance.js';
import { single } from '../../bench/scenarios/single.js';
import { BareRuntime } from '../../runtimes/bare/bare-runtime.js';
import type { CgroupParent } from '../../runtimes/cgroup.js';
import { builtinImage } from '../../runtimes/images/builtin.js';
import type { Image } from '../../runtimes/images/image.js';
import { cgroupParent, MEBIBYTE } from '../../runtimes/launcher/fixtures/trial-instance.js';
import { NamespaceRuntime } from '../../runtimes/namespace/namespace-runtime.js';
import type { Command, Instance, InstanceSpec, MarkName, Runtime } from '../../runtimes/runtime.js';
import { type FileSampler, openFileSampler } from '../../runtimes/sampler/file-sampler.js';
import { QemuRuntime, type QemuRuntimeOptions } from '../../vm/qemu/qemu-runtime.js';
import type { Seen } from './fault.js';
import { WENT_ON } from './fault.js';
import type { Scope } from './leaks.js';

export type Kind = 'bare' | 'container' | 'vm';

/** The instance that is hurt. */
export interface Patient {
  readonly instance: Instance;
  readonly spec: InstanceSpec;
  /** Resolves when the mark has come. */
  marked(name: MarkName): Promise<void>;
}

export interface Injury {
  readonly argv?: Command['argv'];
  readonly memoryBytes?: number;
  readonly diskBytes?: number;
  readonly pidsMax?: number;
  /** Changes to the spec, such as deadlines and delays. */
  readonly spec?: Partial<Pick<InstanceSpec, 'deadlines' | 'delaysMs'>>;
  /** Ready → exit. Default 60 s. */
  readonly workloadDeadlineMs?: number;
  /** Runs beside the trial, from its start on. */
  readonly hurt?: (patient: Patient) => Promise<void>;
  /** What starts the hurt trial's instance, instead of the usual runtime. */
  readonly runtime?: (scope: Scope) => Promise<Runtime>;
  /** What else must hold of the hurt trial. */
  readonly check?: (record: TrialRecord, document: ResultsDocument) => void;
}

const HURT = 'hurt';
const SOUND = 'sound';
const WORKLOAD_DEADLINE_MS = 60_000;
const LIMITS = { memoryBytes: 256 * MEBIBYTE, pidsMax: 64, cpus: 1, diskBytes: 1024 * MEBIBYTE };

const reportLine = (workloadId: string): string =>
  JSON.stringify({
    workloadId,
    operations: 5,
    windowNs: 1e6,
    samplesNs: [1],
    samplesTruncated: true,
    result: 'r',
    verified: true,
  });

/** A shell line that goes through a window and reports, as a workload does. */
export function soundLine(workloadId = HURT, inside = ':'): string {
  const mark = (letters: string): string => `printf ${letters} >&$TWINBENCH_MARK_FD`;
  return `${mark('SB')}; ${inside}; ${mark('E')}; echo '${reportLine(workloadId)}'`;
}

interface Stage {
  readonly base: string;
  readonly image: Image;
  readonly sampler: FileSampler;
  readonly parent: CgroupParent | undefined;
}

let stage: Stage | undefined;
const runtimes = new Map<Kind, Runtime>();

export async function openStage(base: string): Promise<void> {
  stage = { base, image: await builtinImage(), sampler: await openFileSampler(), parent: await cgroupParent() };
}

export async function closeStage(): Promise<void> {
  await stage?.sampler[Symbol.asyncDispose]();
  await stage?.parent?.close();
}

export function stageImage(): Image {
  return opened().image;
}

export function stageFolder(name: string): string {
  return mkdtempSync(path.join(opened().base, `${name}-`));
}

function opened(): Stage {
  if (stage === undefined) throw new Error('openStage() comes first');
  return stage;
}

/** Prepared once: a VM's guest is described by a boot of its own. */
async function readRuntime(kind: Kind): Promise<Runtime> {
  const makers = { bare: () => new BareRuntime(), container: () => new NamespaceRuntime(), vm: () => emulated() };
  const runtime = runtimes.get(kind) ?? makers[kind]();
  runtimes.set(kind, runtime);
  await runtime.prepare(opened().image);
  return runtime;
}

export function emulated(options: Partial<QemuRuntimeOptions> = {}): QemuRuntime {
  return new QemuRuntime({ accelerator: 'auto', vcpus: 1, ...options });
}

/** Runs the hurt trial and the sound one, and tells what was recorded of them. */
export async function injure(scope: Scope, kind: Kind, injury: Injury): Promise<Seen> {
  const { base, image } = opened();
  const folder = mkdtempSync(path.join(base, 'case-'));
  const file = path.join(folder, 'trials.jsonl');
  const plan = [HURT, SOUND].map((workloadId, index) => planned(kind, workloadId, index));
  const environment = { id: kind, kind, runtime: { id: kind, version: '1' }, imageDigest: image.digest };
  const run = { ...SAMPLE_RUN, plan, environments: [{ ...environment, resources: { ...LIMITS, cpuset: '' } }] };
  const journal = await Journal.create(file, run);
  const usual = await readRuntime(kind);
  const ward = new Ward(usual, (await injury.runtime?.(scope)) ?? usual, injury);
  await runPlan({
    dependencies: dependenciesFor(kind, injury, ward, folder),
    scenarios: [
      {
        id: 'single',
        run: (context) => single.run({ ...context, workloadDeadlineMs: chooseDeadline(context.workloadId, injury) }),
      },
    ],
    todo: plan,
    alreadyDone: 0,
    stopping: new Stopping(undefined, () => false),
    journal,
    observer: { trialStarts: () => undefined, trialEnded: () => undefined },
    signal: new AbortController().signal,
  });
  await journal.close();
  await ward.settled();
  return judge(file, injury);
}

function judge(file: string, injury: Injury): Seen {
  const raw = parseRawLines(readFileSync(file, 'utf8'), file);
  const document = analyze(raw.run, raw.trials, raw.ends);
  const [hurt, sound] = raw.trials;
  if (hurt === undefined) throw new Error('nothing was recorded');
  injury.check?.(hurt, document);
  const wentOn = sound?.outcome.status === 'completed' ? WENT_ON : JSON.stringify(sound?.outcome);
  return { outcome: outcomeText(hurt.outcome), exitCode: chooseExitCode(document), wentOn };
}

function outcomeText(outcome: Outcome): string {
  if (outcome.status === 'failed') return `failed: ${outcome.code}`;
  return outcome.status === 'timed-out' ? `timed-out: ${outcome.step}` : outcome.status;
}

function planned(environmentId: string, workloadId: string, index: number): PlannedTrial {
  return { id: `t${String(index)}`, scenario: 'single', environmentId, workloadId, block: index, repetition: 0, warmup: false };
}

function chooseDeadline(workloadId: string, { workloadDeadlineMs = WORKLOAD_DEADLINE_MS }: Injury): number {
  return workloadId === HURT ? workloadDeadlineMs : WORKLOAD_DEADLINE_MS;
}

function dependenciesFor(kind: Kind, injury: Injury, runtime: Runtime, workFolder: string): TrialDependencies {
  const { image, parent, sampler } = opened();
  const { memoryBytes = LIMITS.memoryBytes, pidsMax = LIMITS.pidsMax, diskBytes = LIMITS.diskBytes } = injury;
  const resources = { cpus: 1, memoryBytes, pidsMax, diskBytes };
  const limits = kind === 'vm' ? {} : resources;
  const sound: Command['argv'] = ['sh', '-c', soundLine(SOUND)];
  const { env } = image.config;
  return {
    profile: PROFILES.quick,
    dropCaches: () => Promise.reject(new Error('no trial here boots cold')),
    home: {
      idPrefix: `twinbench-${String(process.pid)}`,
      instanceFolder: async (id) => {
        const folder = path.join(workFolder, id);
        await mkdir(folder);
        return folder;
      },
    },
    environments: [
      { id: kind, runtime, image, resources, bootDeadlineMs: 90_000, makeCgroup: async (id) => parent?.create(id, limits) },
    ],
    findRefusal: () => undefined,
    ...readVoidingGap(),
    makeCommand: (workloadId) => ({
      argv: (workloadId === HURT ? injury.argv : undefined) ?? (workloadId === HURT ? ['sh', '-c', soundLine()] : sound),
      env,
      cwd: '/',
      uid: 0,
      gid: 0,
    }),
    startSampling: (instance, guestRamBytes, originNs) => watchInstance(sampler, instance, guestRamBytes, originNs),
  };
}

/** The runtime under test; the first instance it starts is hurt. */
class Ward implements Runtime {
  readonly kind: Runtime['kind'];
  readonly #inner: Runtime;
  readonly #first: Runtime;
  readonly #injury: Injury;
  #started = 0;
  #hurting: Promise<void> = Promise.resolve();

  constructor(inner: Runtime, first: Runtime, injury: Injury) {
    this.#first = first;
    this.kind = inner.kind;
    this.#inner = inner;
    this.#injury = injury;
  }

  prepare(image: Image): Promise<void> {
    return this.#inner.prepare(image);
  }

  files(image: Image): Promise<readonly string[]> {
    return this.#inner.files(image);
  }

  facts(): ReturnType<Runtime['facts']> {
    return this.#inner.facts();
  }

  async start(spec: InstanceSpec): Promise<Instance> {
    this.#started += 1;
    if (this.#started > 1) return this.#inner.start(spec);
    const marks = new MarkWaiter(spec.onMark);
    const changed = { ...spec, ...this.#injury.spec, onMark: marks.take };
    const instance = await this.#first.start(changed);
    this.#hurting = this.#injury.hurt?.({ instance, spec: changed, marked: (name) => marks.wait(name) }) ?? Promise.resolve();
    this.#hurting.catch(() => undefined);
    return instance;
  }

  /** @throws Error – the fault itself could not be made to happen */
  settled(): Promise<void> {
    return this.#hurting;
  }
}

class MarkWaiter {
  readonly #seen = new Set<MarkName>();
  readonly #waiting = new Map<MarkName, () => void>();
  readonly #pass: InstanceSpec['onMark'];

  constructor(pass: InstanceSpec['onMark']) {
    this.#pass = pass;
  }

  readonly take: InstanceSpec['onMark'] = (mark) => {
    this.#pass(mark);
    this.#seen.add(mark.name);
    this.#waiting.get(mark.name)?.();
  };

  wait(name: MarkName): Promise<void> {
    if (this.#seen.has(name)) return Promise.resolve();
    return new Promise((resolve) => void this.#waiting.set(name, resolve));
  }
}
