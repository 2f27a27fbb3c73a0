/** Which sections a run has, and with which parameters: from what the user chose to what `makePlan` takes. Pure. */
import type { TrialParameters } from '../contract/record.js';
import { type Cell, crossed, type PlanSection } from './plan.js';
import type { Profile } from './profile.js';

export interface SectionRequest {
  readonly environmentIds: readonly string[];
  readonly workloadIds: readonly string[];
  /** Ids of scenarios; `density` stands for `together`, too. */
  readonly scenarios: readonly string[];
  readonly profile: Profile;
  /** Of `single`, where precision decides instead of the profile. */
  readonly repetitions: number;
  readonly densityInstances: number | 'auto';
  /** Of each instance of density and together. */
  readonly densityMemoryBytes: number;
  readonly peakBytes: number;
  /** Where they are not to have their usual length. */
  readonly waits?: Waits;
}

/** How long the scenarios wait for what they look at. */
export interface Waits {
  readonly idleWindowMs?: number;
  readonly churnBoxMs?: number;
  /** From an instance's start to its peak of memory. */
  readonly peakRestMs?: number;
  /** From the end of the peak to the host's last look. */
  readonly peakWatchMs?: number;
  /** From the start of an instance to the first look at the host's memory. */
  readonly densitySettleMs?: number;
  /** In which calibration sees what watching costs. */
  readonly ownCostWindowMs?: number;
}

/** The VM whose balloon reports free pages: of use where memory is handed back, and a burden elsewhere. */
export const BALLOON_ENVIRONMENT = { id: 'vm-balloon', besides: 'vm' } as const;

const IDLE = 'idle';
/** Instances of density stay until they are stopped. */
const OUTLASTS_MS = 24 * 3600 * 1000;
const IDLE_WINDOW_MS = 10_000;
const CHURN_BOX_MS = 2_000;
/** With `auto`, so many start together: what a host of any size can boot at once in time. */
const AUTO_TOGETHER = 8;

/** In the order in which they run. */
export function planSections(request: SectionRequest): PlanSection[] {
  return SECTIONS.filter(({ asked }) => request.scenarios.includes(asked)).map(({ make }) => make(request));
}

/** The environments that the sections need; in a run with elasticity the balloon's besides. */
export function listEnvironments({ environmentIds, scenarios }: Pick<SectionRequest, 'environmentIds' | 'scenarios'>): string[] {
  const { id, besides } = BALLOON_ENVIRONMENT;
  const needsBalloon = scenarios.includes('elasticity') && environmentIds.includes(besides) && !environmentIds.includes(id);
  return needsBalloon ? [...environmentIds, id] : [...environmentIds];
}

const SECTIONS: readonly { readonly asked: string; readonly make: (request: SectionRequest) => PlanSection }[] = [
  { asked: 'single', make: singleSection },
  { asked: 'idle', make: idleSection },
  { asked: 'cold', make: (request) => section(request, 'cold', request.profile.coldRepetitions) },
  { asked: 'churn', make: churnSection },
  { asked: 'elasticity', make: elasticitySection },
  { asked: 'density', make: (request) => manySection(request, 'density', request.densityInstances) },
  {
    asked: 'density',
    make: (request) =>
      manySection(request, 'together', request.densityInstances === 'auto' ? AUTO_TOGETHER : request.densityInstances),
  },
];

function singleSection({ environmentIds, workloadIds, profile, repetitions }: SectionRequest): PlanSection {
  return {
    scenario: 'single',
    blocks: crossed(environmentIds, workloadIds),
    repetitions,
    warmupBlocks: profile.warmupBlocks,
  };
}

function section(
  { environmentIds }: SectionRequest,
  scenario: string,
  repetitions: number,
  parameters?: TrialParameters,
): PlanSection {
  return { scenario, blocks: crossed(environmentIds, [IDLE], parameters), repetitions, warmupBlocks: 0 };
}

function idleSection(request: SectionRequest): PlanSection {
  const windowMs = request.waits?.idleWindowMs ?? IDLE_WINDOW_MS;
  return section(request, 'idle', request.profile.idleRepetitions, { windowMs });
}

function churnSection(request: SectionRequest): PlanSection {
  const boxMs = request.waits?.churnBoxMs ?? CHURN_BOX_MS;
  return section(request, 'churn', request.profile.churnRepetitions, { boxMs, windowMs: OUTLASTS_MS });
}

function elasticitySection(request: SectionRequest): PlanSection {
  const { peakBytes, waits: { peakRestMs, peakWatchMs } = {} } = request;
  const parameters = {
    'set-peak-bytes': peakBytes,
    ...(peakRestMs !== undefined && { 'set-rest-ms': peakRestMs }),
    ...(peakWatchMs !== undefined && { 'set-watch-ms': peakWatchMs }),
  };
  const cells: Cell[] = listEnvironments(request).map((environmentId) => ({ environmentId, workloadId: 'elastic', parameters }));
  return { scenario: 'elasticity', blocks: [cells], repetitions: request.profile.elasticityRepetitions, warmupBlocks: 0 };
}

function manySection(request: SectionRequest, scenario: string, instances: number | 'auto'): PlanSection {
  const { profile, densityMemoryBytes: memoryBytes, waits: { densitySettleMs: settleMs } = {} } = request;
  const settle = scenario === 'density' && settleMs !== undefined ? { settleMs } : {};
  return section(request, scenario, profile.densityRepetitions, { instances, memoryBytes, windowMs: OUTLASTS_MS, ...settle });
}
