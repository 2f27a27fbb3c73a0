/** Results document → the facts of a decision. Pure; figures that cannot be (no number, not above zero) count as missing. */
import type { ResultsDocument, Series } from '../../bench/contract/document.js';
import type { Environment } from '../../bench/contract/record.js';
import { type Context, createContext } from '../view-model/context.js';
import { printable, shorten } from '../view-model/text.js';
import type { DecisionFacts, IsolationFacts, OptionFacts, SlowStart, WorkRatio } from './facts-model.js';
import { makeShareSpread, makeSpread, ofEstimate } from './spread.js';

const NAMES = { container: 'Container', vm: 'Virtual machine' } as const;
const KINDS = ['container', 'vm'] as const;
const MAX_NAME_LENGTH = 40;

export function collectFacts(document: ResultsDocument): DecisionFacts {
  const { run, host, environments } = document;
  const context = createContext(document);
  const options = KINDS.flatMap((kind) => {
    const own = environments.filter((one) => one.kind === kind);
    return own.length === 0 ? [absentOption(kind)] : own.map((environment) => collectOption(context, environment));
  });
  return {
    runId: shorten(printable(run.id), 60),
    host: {
      memoryBytes: host.memoryBytes,
      cpus: Math.max(1, host.cpu.threads),
      isVirtual: !['none', ''].includes(host.virtualization),
    },
    options,
  };
}

function absentOption(kind: OptionFacts['kind']): OptionFacts {
  return {
    ...{ id: kind, kind, name: NAMES[kind], slot: KINDS.indexOf(kind) + 1 },
    ...{ isEmulated: false, isRootless: false, tookPart: false },
    ...{ start: null, slowStart: null, stop: null, atRestBytes: null, nextInstanceBytes: null, memoryReturned: null },
    ...{ idleCpu: null, cyclesPerSecond: null, cpuPerOperation: null, isolation: null },
  };
}

function collectOption(context: Context, environment: Environment): OptionFacts {
  const { document } = context;
  const { id, kind, vm, container } = environment;
  const pooled = (metricId: string) => findPooled(document, metricId, id);
  const positive = (metricId: string) => makeSpread(pooled(metricId)?.summary);
  return {
    id,
    kind: kind === 'vm' ? 'vm' : 'container',
    ...findName(context, id),
    isEmulated: kind === 'vm' && vm?.accelerator !== 'kvm',
    isRootless: container?.rootless === true,
    tookPart: true,
    start: positive('time-to-program'),
    slowStart: findSlowStart(pooled('time-to-program')),
    stop: positive('stop-time'),
    atRestBytes: positive('memory-idle'),
    nextInstanceBytes: findNextInstance(document, id),
    memoryReturned: makeShareSpread(pooled('memory-returned')?.summary),
    idleCpu: positive('idle-cpu'),
    cyclesPerSecond: findCycles(document, id),
    cpuPerOperation: findWorkRatio(document, id),
    isolation: findIsolation(document, id),
  };
}

function findName({ allEnvironments }: Context, id: string): Pick<OptionFacts, 'name' | 'slot'> {
  const view = allEnvironments.find((one) => one.id === id);
  return { name: shorten(view?.name ?? printable(id), MAX_NAME_LENGTH), slot: view?.slot ?? 0 };
}

function findPooled({ series }: ResultsDocument, metricId: string, environmentId: string): Series | undefined {
  return series.find((one) => one.metricId === metricId && one.environmentId === environmentId && one.workloadId === undefined);
}

/** The highest quantile up to 95 % for which n gives an upper limit, else the slowest start there was. */
function findSlowStart(series: Series | undefined): SlowStart | null {
  const spread = makeSpread(series?.summary);
  if (series === undefined || spread === null) return null;
  const { quantiles = [], max, n } = series.summary;
  const known = quantiles.filter(({ probability, value, high }) => probability <= MAX_SHARE && value > 0 && high >= value);
  const best = known.toSorted((a, b) => a.probability - b.probability).at(-1);
  if (best === undefined) return { share: null, value: max, high: Math.max(max, spread.high), n };
  return { share: best.probability, value: best.value, high: Math.max(best.high, spread.high), n };
}

const MAX_SHARE = 0.95;

function findNextInstance({ scenarios }: ResultsDocument, environmentId: string) {
  const found = scenarios?.density?.find((one) => one.environmentId === environmentId);
  return found === undefined ? null : ofEstimate(found.undisturbedBytes ?? found.marginalBytes, found.instances);
}

function findCycles({ scenarios }: ResultsDocument, environmentId: string): number | null {
  const rate = scenarios?.churn?.find((one) => one.environmentId === environmentId)?.cyclesPerSecond ?? 0;
  return rate > 0 ? rate : null;
}

function findWorkRatio({ comparisons, environments, workloads }: ResultsDocument, environmentId: string): WorkRatio | null {
  const bareId = environments.find(({ kind }) => kind === 'bare')?.id;
  const found = comparisons.flatMap(({ question, metricId, workloadId, baseline, candidate, ratio }) =>
    question === 'side-by-side' &&
    metricId === 'cpu-per-operation' &&
    baseline.environmentId === bareId &&
    candidate.environmentId === environmentId &&
    ratio !== undefined &&
    ratio.estimate > 0
      ? [{ workloadId, ratio }]
      : [],
  );
  const [worst, ...others] = found.toSorted((a, b) => b.ratio.estimate - a.ratio.estimate);
  if (worst === undefined) return null;
  const { estimate, low, high } = worst.ratio;
  const title = workloads.find(({ id }) => id === worst.workloadId)?.title ?? worst.workloadId ?? '';
  return {
    least: others.at(-1)?.ratio.estimate ?? estimate,
    most: estimate,
    workloads: found.length,
    worstWorkload: shorten(printable(title), MAX_NAME_LENGTH),
    worstInterval: low === undefined || high === undefined ? null : { low, high },
  };
}

/** Facts that tell whether the kernel inside is the host's. */
const KERNEL_FACTS = ['boot-id', 'kernel-release'];

function findIsolation({ isolation }: ResultsDocument, environmentId: string): IsolationFacts | null {
  const probed = isolation?.environments.find(({ id }) => id === environmentId);
  if (probed === undefined) return null;
  const kernel = probed.answers.filter(({ factId }) => KERNEL_FACTS.includes(factId)).map(({ reading }) => reading);
  return {
    hasOwnKernel: kernel.includes('isolated') ? true : kernel.includes('shared') ? false : null,
    reachedSystemCalls: probed.systemCalls.reached.length,
    openings: probed.answers.filter(({ reading }) => reading === 'shared' || reading === 'allowed').length,
  };
}
