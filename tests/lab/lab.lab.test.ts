/**
 * Twinbench on a host with usable KVM and cgroup v2, as users have it: in a Debian machine that is itself emulated. What this proves is that
 * the paths work; no figure of it says anything about speed.
 */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import * as z from 'zod';
import type { ResultsDocument, Trial } from '../../bench/contract/document.js';
import { parseRawLines, parseResults } from '../../bench/contract/read.js';
import { cacheRoot } from '../../runtimes/cache.js';
import { projectRoot } from '../../runtimes/native.js';
import { bootLab, OUTPUT_FOLDER, VARIANTS, type Variant } from './boot.js';
import { keepCacheDisk, openCacheDisk } from './cache-disk.js';
import { makeCheckoutDisk } from './checkout-disk.js';
import { type HostDisk, hostDisk } from './host-disk.js';
import { readStep, type Step } from './steps.js';

const SETUP_DEADLINE_MS = 22 * 60_000;
const BOOT_DEADLINE_MS = 18 * 60_000;
const KERNEL_RELEASE = /^6\.\d+\.\d+-\d+-cloud-amd64\n/;
/** CLONE_INTO_CGROUP as strace 6.1 prints it. */
const INTO_CGROUP = /clone3\(\{flags=[A-Z_|]*CLONE_INTO_CGROUP/;

const checks = z.array(z.looseObject({ id: z.string(), status: z.string(), detail: z.string(), mend: z.string().optional() }));
const faultCounts = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) })),
    }),
  ),
});
/** Cases of the fault matrix that systemd.sh chooses. */
const V2_FAULTS = 5;
/** Of every environment. No throughput: on the host's one CPU a window's ends are stamped late, for which trials lose it. */
const FIGURES = ['boot-time', 'cpu-time', 'memory-idle', 'stop-time'];

let folder: string;

beforeAll(async () => {
  await mkdir(cacheRoot(), { recursive: true });
  folder = await mkdtemp(path.join(cacheRoot(), 'lab-'));
  const host = await hostDisk(say);
  const checkoutDisk = path.join(folder, 'checkout.ext4');
  await makeCheckoutDisk(folder, checkoutDisk);
  await Promise.all(VARIANTS.map((variant) => bootVariant(variant, host, checkoutDisk)));
}, SETUP_DEADLINE_MS + BOOT_DEADLINE_MS);
afterAll(async () => {
  await keepRecords(process.env['TWINBENCH_LAB_RECORDS']);
  await rm(folder, { recursive: true, force: true });
});

/** The raw records of the run on KVM, compressed, for tests/golden. */
async function keepRecords(target: string | undefined): Promise<void> {
  if (target === undefined || target === '') return;
  const records = await readFile(path.join(folder, 'plain', OUTPUT_FOLDER, 'results', 'latest', 'trials.jsonl'));
  await writeFile(target, gzipSync(records, { level: 9 }));
  say(`lab: records of the run on KVM: ${target}`);
}

async function bootVariant(variant: Variant, host: HostDisk, checkoutDisk: string): Promise<void> {
  const own = path.join(folder, variant);
  const cacheDisk = path.join(own, 'cache.ext4');
  await mkdir(own);
  await openCacheDisk(host, variant, cacheDisk);
  const boots = await bootLab({
    ...{ variant, host, checkoutDisk, cacheDisk, folder: own },
    ...{ deadlineMs: BOOT_DEADLINE_MS, onProgress: say },
  });
  // A host that crashed may have left half-written files.
  if (boots === 1) await keepCacheDisk(host, variant, cacheDisk);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function useLab(variant: Variant): { step(name: string): Step; file(name: string): Promise<string> } {
  const out = () => path.join(folder, variant, OUTPUT_FOLDER);
  return { step: (name) => readStep(out(), name), file: (name) => readFile(path.join(out(), name), 'utf8') };
}

/** What Twinbench says of a guest that its emulated host let hang, or reset without a word. */
const FAULT_OF_A_GUEST = new RegExp(
  readFileSync(path.join(projectRoot, 'tests', 'lab', 'inside', 'guest-faults'), 'utf8')
    .trimEnd()
    .replaceAll('\n', '|'),
);

/** Guests that are too slow or lost their way before any program of ours ran in them, which says nothing of Twinbench. */
function isFaultOfAGuest({ environmentId, outcome }: Trial): boolean {
  if (environmentId !== 'vm' || outcome.status === 'completed') return false;
  return outcome.status === 'timed-out' || FAULT_OF_A_GUEST.test(JSON.stringify(outcome));
}

/** Where one more try had the same end: the test is skipped, with what Twinbench said of it. */
function skipIfHung(context: TestContext, { code, stderr }: Step, expectedCode: number): void {
  if (code === expectedCode) return;
  const hung = stderr.split('\n').find((line) => FAULT_OF_A_GUEST.test(line));
  if (hung === undefined) return;
  say(`lab: SKIPPED ${context.task.name}: ${hung}`);
  context.skip(`a guest of the emulated host hung: ${hung}`);
}

function check(step: Step, id: string): z.infer<typeof checks>[number] | undefined {
  return checks.parse(JSON.parse(step.stdout)).find((one) => one.id === id);
}

async function readResults(lab: ReturnType<typeof useLab>): Promise<ResultsDocument> {
  const { stderr, code } = lab.step('run');
  expect(code, stderr).toBe(0);
  return parseResults(await lab.file('results/latest/results.json'), 'results.json');
}

/** Completed trials of each environment, without warm-ups. */
function completed({ trials }: ResultsDocument, environmentId: string): number {
  const own = trials.filter((trial) => trial.environmentId === environmentId && !trial.warmup);
  return own.filter(({ outcome }) => outcome.status === 'completed').length;
}

function median({ series }: ResultsDocument, environmentId: string, metricId: string): number | undefined {
  return series.find((one) => one.environmentId === environmentId && one.metricId === metricId)?.summary?.median;
}

describe('a host whose v2 tree is root’s own', () => {
  const lab = useLab('plain');

  it('is found fit by the doctor', () => {
    const doctor = lab.step('doctor');
    expect(doctor.code, doctor.stdout).toBe(0);
    expect(check(doctor, 'cgroups')).toMatchObject({ status: 'ok', detail: 'v2, writable' });
    expect(check(doctor, 'kvm')?.status).toBe('ok');
  });

  it('starts containers right inside their control group', async () => {
    expect(await lab.file('clone3.trace')).toMatch(INTO_CGROUP);
  });

  for (const name of ['exec-container', 'exec-vm']) {
    it(`passes output and exit code through: ${name}`, (context) => {
      const step = lab.step(name);
      skipIfHung(context, step, 7);
      expect(step.code, step.stderr).toBe(7);
      expect(step.stdout).toMatch(KERNEL_RELEASE);
    });
  }

  it('gives a container a control group namespace and a guest a boot of its own', () => {
    expect(lab.step('exec-container').stdout).toContain('0::/\n');
    const hostBoot = lab.step('boot-id').stdout.trim();
    expect(hostBoot).toMatch(/^[0-9a-f-]{36}$/);
    expect(lab.step('exec-vm').stdout).not.toContain(hostBoot);
  });

  it('measures a guest on KVM, a container and bare, with v2 accounting', async (context) => {
    skipIfHung(context, lab.step('run'), 0);
    const document = await readResults(lab);
    const vm = document.environments.find(({ kind }) => kind === 'vm')?.vm;
    expect(vm?.accelerator).toBe('kvm');
    expect(vm?.acceleratorReason).toBe('a test guest booted to its end');
    expect(document.host.cgroup.layout).toBe('v2');
    expect(completed(document, 'bare')).toBe(6);
    expect(completed(document, 'container')).toBe(6);
    const unfinished = document.trials.filter(({ outcome }) => outcome.status !== 'completed');
    for (const { id, outcome } of unfinished) say(`lab: trial ${id}: ${JSON.stringify(outcome)}`);
    expect(unfinished.filter((trial) => !isFaultOfAGuest(trial))).toEqual([]);
    expect(completed(document, 'vm')).toBeGreaterThanOrEqual(4);
  });

  it('has the figures that v2 and KVM give', async (context) => {
    skipIfHung(context, lab.step('run'), 0);
    const document = await readResults(lab);
    const wanted = ['bare', 'container', 'vm'].flatMap((environment) => FIGURES.map((metric) => ({ environment, metric })));
    expect(wanted.filter(({ environment, metric }) => !((median(document, environment, metric) ?? 0) > 0))).toEqual([]);
    const { trials } = parseRawLines(await lab.file('results/latest/trials.jsonl'), 'trials.jsonl');
    const hashes = trials.filter(({ workloadId, outcome }) => workloadId === 'cpu-hash' && outcome.status === 'completed');
    expect(hashes.flatMap(({ instances }) => instances.filter(({ report }) => report?.verified !== true))).toEqual([]);
    const parts = document.metrics.filter(({ partOf }) => partOf === 'boot-time').map(({ id }) => median(document, 'vm', id));
    expect(parts.filter((part) => part !== undefined).length).toBeGreaterThanOrEqual(3);
    expect(document.warnings.map(({ code }) => code)).not.toContain('emulated');
  });

  it('tells a user who may not open /dev/kvm what to do', () => {
    const kvm = check(lab.step('doctor-user'), 'kvm');
    expect(kvm).toMatchObject({ status: 'degraded', detail: expect.stringContaining('may not be opened by this user') });
    expect(kvm?.mend).toContain('usermod --append --groups kvm');
  });

  it('is left as it was found', () => {
    expect(lab.step('leftovers').stdout).toBe('');
  });
});

describe('a host whose v2 tree is systemd’s', () => {
  const lab = useLab('systemd');

  it('is left alone outside a delegated scope, with a hint', () => {
    const cgroups = check(lab.step('outside-scope'), 'cgroups');
    expect(cgroups).toMatchObject({ status: 'degraded', detail: expect.stringContaining('systemd') });
    expect(cgroups?.mend).toContain('systemd-run');
  });

  it('lets root limit and measure inside a delegated scope', async () => {
    expect(check(lab.step('doctor'), 'cgroups')).toMatchObject({ status: 'ok', detail: 'delegated, writable' });
    expect(lab.step('exec-container')).toMatchObject({ code: 7, stdout: '0::/\n' });
    const document = await readResults(lab);
    expect(document.host.cgroup.layout).toBe('delegated');
    expect(completed(document, 'bare')).toBe(3);
    expect(completed(document, 'container')).toBe(3);
    for (const metric of FIGURES) expect(median(document, 'container', metric), metric).toBeGreaterThan(0);
  });

  it('passes output and exit code through: exec-bare', () => {
    const { code, stdout, stderr } = lab.step('exec-bare');
    expect(code, stderr).toBe(7);
    expect(stdout).toMatch(KERNEL_RELEASE);
  });

  it('lets an ordinary user start containers and guests in a scope of their own', (context) => {
    const doctor = lab.step('user-doctor');
    expect(check(doctor, 'cgroups')).toMatchObject({ status: 'ok', detail: 'delegated, writable' });
    expect(check(doctor, 'kvm')?.status).toBe('ok');
    const container = lab.step('user-exec-container');
    expect(container.code, container.stderr).toBe(7);
    expect(container.stdout).toMatch(/^0\n\s+0\s+1000\s+1\n/);
    const vm = lab.step('user-exec-vm');
    skipIfHung(context, vm, 7);
    expect(vm, vm.stderr).toMatchObject({ code: 7, stdout: '0\n' });
  });

  it('survives what a control group must hold or end', async () => {
    const { numPassedTests, testResults } = faultCounts.parse(JSON.parse(await lab.file('faults.json')));
    const failed = testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'failed'));
    expect(failed, lab.step('faults').stderr).toEqual([]);
    expect(numPassedTests).toBe(V2_FAULTS);
  });

  it('is left as it was found', () => {
    expect(lab.step('leftovers').stdout).toBe('');
  });
});
