/** What a reader must know before the first figure. Severe ones change what the figures can be used for. */
import type { Environment } from '../../bench/contract/record.js';
import { type Context, environmentName, environmentsOfKind, isOfSingle } from './context.js';
import { disturbance } from './disturbance.js';
import type { CaveatView } from './model.js';
import { formatCount, joinWithAnd, printable } from './text.js';

/** n from which an order-statistic interval of the median reaches 95 %. */
const MIN_VALUES_FOR_INTERVAL = 6;

export function caveatViews(context: Context): CaveatView[] {
  const found = [
    ...emulation(context),
    differentImages(context),
    interrupted(context),
    incomplete(context),
    ...context.document.environments.map((environment) => noTrial(context, environment)),
    otherKernel(context),
    missingKind(context),
    ...environmentsOfKind(context, 'container').map((container) => rootless(context, container)),
    fewSamples(context),
    nested(context),
    disturbance(context.document),
    memoryBacked(context),
  ];
  const caveats = found.filter((caveat) => caveat !== null);
  return caveats.toSorted((a, b) => Number(b.severity === 'severe') - Number(a.severity === 'severe'));
}

/** One for all virtual machines with the same reason. */
function emulation(context: Context): CaveatView[] {
  const emulated = environmentsOfKind(context, 'vm').filter(({ vm }) => vm?.accelerator === 'tcg');
  const reasons = [...new Set(emulated.map(({ vm }) => vm?.acceleratorReason ?? ''))];
  return reasons.map((reason) =>
    emulationFor(
      emulated.filter(({ vm }) => vm?.acceleratorReason === reason).map(({ id }) => environmentName(context, id).toLowerCase()),
      reason,
    ),
  );
}

function emulationFor(names: readonly string[], reason: string): CaveatView {
  return {
    severity: 'severe',
    title: `The ${joinWithAnd(names)} ran under software emulation, not under KVM`,
    text:
      'QEMU translated every instruction of the guest in software (tcg). Its boot, start, throughput and CPU figures say nothing about ' +
      'a virtual machine under KVM, and no recommendation can be derived from them. Its memory figures include the translator’s own buffers. ' +
      'To measure KVM, repeat the run on a host where it works.',
    detail: `Why not KVM: ${printable(reason)}`,
  };
}

function differentImages({ document }: Context): CaveatView | null {
  const digests = new Set(document.environments.map(({ imageDigest }) => imageDigest));
  if (digests.size < 2) return null;
  return severe(
    'The environments did not run the same image',
    'Their digests differ, so a difference between them may come from the software inside.',
  );
}

function interrupted({ document }: Context): CaveatView | null {
  if (document.run.finishedAt !== undefined) return null;
  return severe(
    'The run did not end in order',
    'It was killed or interrupted. Every trial that had finished by then is counted; the rest is missing.',
  );
}

function incomplete({ document }: Context): CaveatView | null {
  const { failed, timedOut, skipped, planned } = document.run.completeness;
  if (failed + timedOut + skipped === 0) return null;
  const counts = [
    failed > 0 ? `${failed} failed` : '',
    timedOut > 0 ? `${timedOut} timed out` : '',
    skipped > 0 ? `${skipped} ${skipped === 1 ? 'was' : 'were'} skipped` : '',
  ].filter((words) => words !== '');
  return notable(
    `Of ${formatCount(planned, 'planned trial')} ${joinWithAnd(counts)}`,
    'They contribute no figures. If what made them fail also made others slow, the figures look better than they are. Each is listed below with its message.',
  );
}

function noTrial(context: Context, { id }: Environment): CaveatView | null {
  if (context.document.series.some(({ environmentId }) => environmentId === id)) return null;
  return severe(`${environmentName(context, id)}: no completed trial`, 'It was planned and yielded no figures.');
}

function otherKernel(context: Context): CaveatView | null {
  const { release } = context.document.host.kernel;
  const others = environmentsOfKind(context, 'vm').filter(({ vm }) => vm !== undefined && vm.kernel.release !== release);
  if (others.length === 0) return null;
  const releases = [...new Set(others.map(({ vm }) => vm?.kernel.release ?? ''))];
  const guests = releases.map((one) => {
    const names = others.filter(({ vm }) => vm?.kernel.release === one).map(({ id }) => environmentName(context, id));
    return `${joinWithAnd(names)}: Linux ${printable(one)}`;
  });
  return notable(
    'Host and guest ran different kernels',
    `${guests.join('; ')}; host, bare process and container: Linux ${printable(release)}. ` +
      'A quotient between them also contains what differs between the kernels and their mitigations.',
  );
}

function rootless(context: Context, { id, container }: Environment): CaveatView | null {
  if (container?.rootless !== true) return null;
  const lacks =
    context.document.host.cgroup.layout === 'none'
      ? '; without a control group, its limits and some measurements were not available'
      : '';
  return notable(`${environmentName(context, id)}: started without root`, `Its start includes a user namespace${lacks}.`);
}

const KIND_NAMES = { bare: 'bare process', container: 'container', vm: 'virtual machine' } as const;

/** The question of the report needs all three; a run may have been asked for fewer. */
function missingKind(context: Context): CaveatView | null {
  const kinds = (['bare', 'container', 'vm'] as const).filter((kind) => environmentsOfKind(context, kind).length === 0);
  if (kinds.length === 0) return null;
  const reference = kinds.includes('bare') ? ' Without the bare process there is no common reference.' : '';
  const names = joinWithAnd(kinds.map((kind) => KIND_NAMES[kind]));
  return notable(
    `No ${names} in this run`,
    `Only ${joinWithAnd(context.environments.map(({ name }) => name.toLowerCase()))} took part.${reference}`,
  );
}

function fewSamples({ document, metrics }: Context): CaveatView | null {
  const shown = document.series.filter(({ metricId }) => metrics.some((metric) => metric.id === metricId && isOfSingle(metric)));
  const sizes = shown.map(({ summary }) => summary.n);
  const fewest = Math.min(...sizes);
  if (sizes.length === 0 || fewest >= MIN_VALUES_FOR_INTERVAL) return null;
  const few = sizes.filter((n) => n < MIN_VALUES_FOR_INTERVAL).length;
  const advice = document.run.profile === 'quick' ? ' The profile “default” measures more.' : '';
  return notable(
    `Few samples: n = ${fewest} in the smallest series`,
    `${few} of ${sizes.length} series have fewer than ${MIN_VALUES_FOR_INTERVAL} values, too few for a 95 % interval. They are shown as points with their range and decide nothing.${advice}`,
  );
}

function nested({ document }: Context): CaveatView | null {
  const { virtualization } = document.host;
  if (virtualization === 'none' || virtualization === '') return null;
  return notable(
    'The host is itself a virtual machine',
    `It runs on ${printable(virtualization)}, whose hypervisor may share its CPUs with other guests.`,
  );
}

function memoryBacked({ document }: Context): CaveatView | null {
  const { type, memoryBacked: isMemory } = document.host.filesystem;
  if (!isMemory) return null;
  const wasRefused = document.trials.some(({ outcome }) => outcome.status === 'skipped' && outcome.code === 'refused');
  return notable(
    'Instances wrote to memory, not to a disk',
    `Their folders lie on ${printable(type)}${wasRefused ? '; disk workloads were refused' : ''}.`,
  );
}

function severe(title: string, text: string): CaveatView {
  return { severity: 'severe', title, text, detail: '' };
}

function notable(title: string, text: string): CaveatView {
  return { severity: 'notable', title, text, detail: '' };
}
