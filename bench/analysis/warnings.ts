/** What a reader must know beside the figures. Each finder returns what it has to say; a new one is one line in the list. */
import type { Trial } from '../contract/document.js';
import type { Warning } from '../contract/record.js';
import { type ThroughputProblem, throughputProblem } from '../metrics/throughput.js';
import { CAVEAT_FINDERS } from './caveat-warnings.js';
import { findDifferingMitigations } from './caveats.js';
import { warnOfSkippedFlushes } from './flush-check.js';
import { RECORD_FINDERS } from './record-warnings.js';
import type { Evidence } from './warning-evidence.js';

const FINDERS: readonly ((evidence: Evidence) => Warning[])[] = [
  warnOfEmulation,
  warnOfKernels,
  warnOfMitigations,
  warnOfFailures,
  warnOfNotRun,
  warnOfVoidedThroughput,
  warnOfImage,
  warnOfMemoryBacking,
  warnOfRootless,
  warnOfCgroup,
  ...CAVEAT_FINDERS,
  ...RECORD_FINDERS,
  warnOfSkippedFlushes,
];

/** Analysis's own first, then those that the run recorded; none twice. */
export function findWarnings(evidence: Evidence): Warning[] {
  const recorded = [...evidence.run.warnings, ...evidence.ends.flatMap(({ warnings }) => warnings)];
  const all = [...FINDERS.flatMap((find) => find(evidence)), ...recorded];
  return [...new Map(all.map((warning) => [JSON.stringify([warning.code, warning.message]), warning])).values()];
}

function list(names: Iterable<string>): string {
  return [...names].join(', ');
}

function warnOfEmulation({ run }: Evidence): Warning[] {
  return run.environments
    .filter(({ vm }) => vm?.accelerator === 'tcg')
    .map(({ id, vm }) => ({
      code: 'emulated',
      message: formatSentence(
        `${id} ran in software emulation (tcg), not on KVM: ${vm?.acceleratorReason ?? 'no reason recorded'}`,
      ),
      hint: 'Its figures say nothing about a VM on KVM, and no recommendation is derived from them. Run on a host with a usable /dev/kvm.',
    }));
}

function warnOfKernels({ run }: Evidence): Warning[] {
  return run.environments.flatMap(({ id, vm }) => {
    if (!vm || vm.kernel.release === run.host.kernel.release) return [];
    const message = `${id} runs kernel ${vm.kernel.release}, the host ${run.host.kernel.release}: ratios include the difference between the two.`;
    return [{ code: 'different-kernel', message, hint: 'Give the guest the host’s kernel with --kernel and --modules.' }];
  });
}

function warnOfMitigations({ run }: Evidence): Warning[] {
  return run.environments.flatMap((environment) => {
    const differing = findDifferingMitigations(environment, run.host);
    if (differing.length === 0) return [];
    const message = `The CPU mitigations of ${environment.id} differ from the host's: ${list(differing)}.`;
    return [
      { code: 'different-mitigations', message, hint: 'Compare host.mitigations with the environment’s vm.kernel.mitigations.' },
    ];
  });
}

const WAYS_NOT_TO_COMPLETE = [
  { status: 'failed', code: 'trials-failed', verb: 'failed' },
  { status: 'timed-out', code: 'trials-timed-out', verb: 'timed out' },
  { status: 'skipped', code: 'trials-skipped', verb: 'were skipped' },
] as const;

/** One warning for each environment and way of not completing. */
function warnOfFailures({ trials, run }: Evidence): Warning[] {
  return run.environments.flatMap(({ id }) => {
    const own = trials.filter((trial) => trial.environmentId === id);
    return WAYS_NOT_TO_COMPLETE.flatMap(({ status, code, verb }) => {
      const messages = own.flatMap(({ outcome }) => (outcome.status === status ? [outcome.message] : []));
      if (messages.length === 0) return [];
      const message = `${messages.length} of ${own.length} trials of ${id} ${verb}; the first: ${formatSentence(messages[0] ?? '')}`;
      return [{ code, message, hint: TRIAL_HINT }];
    });
  });
}

function formatSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const TRIAL_HINT = 'They have no figures and count in none; see outcome of these trials in the document.';

/** Ends that were declared before the run began. */
const BY_RULE: readonly string[] = ['precision-reached', 'decided', 'budget-ended'];

function warnOfNotRun({ run, ends, completeness, trials }: Evidence): Warning[] {
  const missing = completeness.planned - trials.length;
  const last = ends.at(-1);
  if (last?.stopReason === 'plan-done' && missing <= 0) return [];
  if (last && BY_RULE.includes(last.stopReason)) return [];
  const how = last ? `ended early (${last.stopReason})` : 'was killed';
  const message = `The run ${how}: ${Math.max(0, missing)} of ${completeness.planned} planned trials have no record.`;
  return [{ code: 'run-incomplete', message, hint: `Continue it with --resume; the run is ${run.id}.` }];
}

const THROUGHPUT_PROBLEMS: Readonly<Record<ThroughputProblem, string>> = {
  'not-verified': 'the workload computed something else than the known answer',
  'no-operations': 'no operation finished inside the window',
  'window-not-marked': 'the window was not marked',
  'clocks-disagree': "the instance's idea of the window's length is more than 1 % from the host's",
};

function warnOfVoidedThroughput({ trials }: Evidence): Warning[] {
  const found = new Map<string, { trial: Trial; problem: ThroughputProblem; count: number }>();
  for (const trial of trials) {
    const problem = isTimed(trial) ? throughputProblem(trial) : undefined;
    if (!problem) continue;
    const key = JSON.stringify([trial.environmentId, trial.workloadId, problem]);
    found.set(key, { trial, problem, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found.values()].map(({ trial, problem, count }) => ({
    code: 'throughput-voided',
    message: `${count} ${count === 1 ? 'trial' : 'trials'} of ${trial.workloadId} in ${trial.environmentId} ${count === 1 ? 'has' : 'have'} no throughput: ${THROUGHPUT_PROBLEMS[problem]}.`,
    hint: 'The other figures of these trials stand.',
  }));
}

/** Idle and the workloads of other scenarios have a window without operations by design; a known quantity may have none worth the name. */
function isTimed({ outcome, scenario, workloadId }: Trial): boolean {
  return outcome.status === 'completed' && scenario === 'single' && workloadId !== 'idle';
}

function warnOfImage({ run, ends }: Evidence): Warning[] {
  const after = ends.at(-1)?.imageDigest;
  const before = new Set(run.environments.map(({ imageDigest }) => imageDigest));
  const hint = 'Discard this run: its environments did not run the same image throughout.';
  if (before.size > 1 && run.arms !== undefined) return [];
  if (before.size > 1)
    return [{ code: 'image-differs', message: `The environments ran different images: ${list(before)}.`, hint }];
  if (!after || before.size === 0 || before.has(after)) return [];
  return [{ code: 'image-changed', message: `The image changed during the run: ${list(before)} before, ${after} after.`, hint }];
}

function warnOfMemoryBacking({ run }: Evidence): Warning[] {
  const { memoryBacked: inMemory, type } = run.host.filesystem;
  if (!inMemory) return [];
  const message = `Instances write to ${type}, which lives in memory: figures of disk workloads would be those of memory.`;
  return [{ code: 'memory-backed-storage', message, hint: 'Point TWINBENCH_CACHE at a folder on a disk.' }];
}

function warnOfRootless({ run }: Evidence): Warning[] {
  return run.environments
    .filter(({ container }) => container?.rootless)
    .map(({ id }) => ({
      code: 'rootless',
      message: `${id} ran without root, in a user namespace; limits and figures that need a writable cgroup are missing.`,
      hint: 'Run as root, or in a delegated cgroup: systemd-run --user --scope -p Delegate=yes.',
    }));
}

/** The run record says it better, where it says it: with the reason. */
function warnOfCgroup({ run }: Evidence): Warning[] {
  const isRecorded = run.warnings.some(({ code }) => code === 'no-cgroup');
  if (run.host.cgroup.layout !== 'none' || isRecorded) return [];
  const message = 'No writable cgroup: CPU time and memory were not measured, and no memory limit was set.';
  return [
    { code: 'no-cgroup', message, hint: 'Run as root, or in a delegated cgroup: systemd-run --user --scope -p Delegate=yes.' },
  ];
}
