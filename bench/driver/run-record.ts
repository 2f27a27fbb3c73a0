/** The run record: everything about a run that is known before its first trial. */
import { readFile, realpath } from 'node:fs/promises';
import { cacheRoot } from '../../runtimes/cache.js';
import { workloadBundle } from '../../runtimes/images/builtin.js';
import { readManifest } from '../../runtimes/manifest.js';
import { projectRoot } from '../../runtimes/native.js';
import {
  type Environment,
  environment,
  type Generator,
  type PlannedTrial,
  type RunRecord,
  SCHEMA_VERSION,
  type StopRule,
  type Warning,
  type Workload,
} from '../contract/record.js';
import { findHostFindings } from '../findings/host-findings.js';
import { digestMeasuringCode } from '../findings/measuring-code.js';
import type { HostSession } from '../harness/host-session.js';
import type { OpenEnvironment } from '../harness/instance-spec.js';
import type { Settings } from '../harness/settings.js';
import { busyWarnings } from '../host/busy.js';
import { kvmDevice } from '../host/check-kernel.js';
import { collectHost } from '../host/host.js';
import { askGit, findHead } from '../revisions/git.js';
import { workloadDigest } from '../workloads/digest.js';
import { findWorkload } from '../workloads/index.js';
import { PROGRAM_VERSION } from '../workloads/program/version.js';
import { pickSettings } from './resume.js';

/** What is known of all runs of a session. */
export interface SessionFacts extends Pick<RunRecord, 'generator' | 'host' | 'environments'> {
  readonly warnings: readonly Warning[];
}

export async function describeSession(opened: readonly OpenEnvironment[], session: HostSession): Promise<SessionFacts> {
  const environments = await Promise.all(opened.map(describeEnvironment));
  const { cgroups, workFolder } = session;
  const host = await collectHost({ cgroupLayout: cgroups.layout, workFolder, kvm: describeKvm(environments) });
  return {
    generator: { ...(await describeGenerator()), codeDigest: await digestMeasuringCode() },
    host,
    environments,
    warnings: [...listCgroupWarnings(cgroups), ...listBareWarnings(environments), ...busyWarnings(host)],
  };
}

export interface RunToDescribe {
  readonly id: string;
  readonly settings: Settings;
  readonly seed: number;
  readonly plan: readonly PlannedTrial[];
  readonly stopRule: StopRule | undefined;
  /** Kept beside the fields of the contract. */
  readonly kept?: Readonly<Record<string, unknown>>;
}

export async function describeRun(
  { id, settings, seed, plan, stopRule, kept }: RunToDescribe,
  { generator, host, environments, warnings }: SessionFacts,
): Promise<RunRecord> {
  const findings = await findHostFindings({ generator, host, environments, plan: [...plan] });
  return {
    record: 'run',
    schemaVersion: SCHEMA_VERSION,
    generator,
    id,
    startedAt: new Date().toISOString(),
    seed,
    profile: settings.profile,
    host,
    environments,
    workloads: await describeWorkloads([...new Set(plan.map(({ workloadId }) => workloadId))]),
    plan: [...plan],
    warnings: [...warnings, ...findings.warnings],
    settings: pickSettings(settings),
    ...findings.carried,
    ...(stopRule !== undefined && { stopRule }),
    ...kept,
  };
}

async function describeEnvironment({ id, runtime, image, resources }: OpenEnvironment): Promise<Environment> {
  const facts = await runtime.facts();
  return environment.parse({
    id,
    kind: runtime.kind,
    runtime: { id: facts.id, version: facts.version },
    imageDigest: image.digest,
    resources: { ...resources, cpuset: resources.cpuset ?? '' },
    ...(facts.container === undefined ? {} : { container: facts.container }),
    ...(facts.vm === undefined ? {} : { vm: facts.vm }),
  });
}

/** What the accelerator probe found out; without a VM in the run nothing was probed. */
function describeKvm(records: readonly Environment[]): RunRecord['host']['kvm'] {
  const { present } = kvmDevice();
  const vm = records.find((record) => record.vm !== undefined)?.vm;
  return vm === undefined
    ? { present, usable: false, reason: 'not probed: this run has no VM' }
    : { present, usable: vm.accelerator === 'kvm', reason: vm.acceleratorReason };
}

async function describeWorkloads(ids: readonly string[]): Promise<Workload[]> {
  const program = await readFile(workloadBundle);
  return ids
    .flatMap((id) => findWorkload(id)?.definition ?? [])
    .map((definition) => ({
      id: definition.id,
      version: definition.version,
      programVersion: PROGRAM_VERSION,
      title: definition.title,
      operation: definition.operation,
      parameters: { ...definition.parameters },
      digest: workloadDigest(definition, program),
      usesDisk: definition.usesDisk,
    }));
}

export async function describeGenerator(): Promise<Generator> {
  return { ...(await readManifest()), ...(await describeCheckout()) };
}

/** Of Twinbench's own checkout. A repository that Twinbench merely lies in, as a package of another project, says nothing about it. */
async function describeCheckout(): Promise<Pick<Generator, 'revision' | 'dirty'>> {
  const top = await askGit(projectRoot, 'rev-parse', '--show-toplevel');
  if (typeof top !== 'string' || top !== (await realpath(projectRoot))) return { revision: '', dirty: false };
  const [revision, changes] = await Promise.all([findHead(projectRoot), askGit(projectRoot, 'status', '--porcelain')]);
  return typeof revision === 'string' ? { revision, dirty: changes !== '' } : { revision: '', dirty: false };
}

/** Of this host, as in the documents that are measured on it. Takes most of a second. */
export async function findHostFingerprint(): Promise<string> {
  const kvm = { present: false, usable: false, reason: 'not asked' };
  return (await collectHost({ cgroupLayout: 'none', kvm, workFolder: cacheRoot() })).fingerprint;
}

/** Only root may change its root folder; a bare process of an ordinary user has a user namespace after all. */
function listBareWarnings(records: readonly Environment[]): Warning[] {
  if (process.getuid?.() === 0) return [];
  return records
    .filter(({ kind }) => kind === 'bare')
    .map(({ id }) => ({
      code: 'rootless-bare',
      message: `${id} ran without root, in a user namespace, because only root may give a process its own root folder: its boot-time includes creating that namespace.`,
      hint: 'Run as root to measure a bare process without one.',
    }));
}

function listCgroupWarnings(cgroups: HostSession['cgroups']): Warning[] {
  if (cgroups.parent !== undefined) return [];
  return [
    {
      code: 'no-cgroup',
      message: `No cgroup could be made (${cgroups.reason}): cpu-time, cpu-per-operation, memory-idle, memory-peak and memory-cache are not measured, and memory and process limits are not enforced.`,
      hint: 'Run as root, or inside a delegated scope: systemd-run --user --scope -p Delegate=yes npm run bench',
    },
  ];
}
