/**
 * The scenario `calibration`: known quantities, measured by the very path that measures users' work. A trial proceeds as in `single`;
 * what is known of it stands in its parameters, by which bench/analysis/calibration/ finds what belongs together:
 * `quantity` and, for some, `delay-POINT` or `set-NAME`; `watched` for own cost; `arm` for an environment against itself.
 */
import { DELAY_POINTS, type InstanceKind } from '../../runtimes/runtime.js';
import { CALIBRATION_SCENARIO } from '../contract/calibration.js';
import type { TrialParameters } from '../contract/record.js';
import type { Cell } from './plan-section.js';
import type { Scenario } from './scenario.js';
import { single } from './single.js';

export const calibration: Scenario = { id: CALIBRATION_SCENARIO, isShort: true, run: (context) => single.run(context) };

export interface CalibratedEnvironment {
  readonly id: string;
  readonly kind: InstanceKind;
}

const SLEEPS_MS = [50, 500] as const;
const DELAYS_MS = [20, 200] as const;
const TOUCHED_MIB = [64, 256] as const;
const CPU_MS = 1_000;
const WRITTEN_MIB = 64;
/** Long enough for a hundred operations in a container and for a few in an emulated guest. */
const OWN_COST_WINDOW_MS = 600;
/** Blocks in each repetition: what is looked for is a hundredth of what is measured. A guest's start makes its trials six times as long. */
const OWN_COST_PAIRS = { shared: 6, vm: 2 } as const;
const OWN_COST_WORKLOAD = 'cpu-hash';
/** Window of the workload idle in a comparison with itself: memory has settled by then. */
const IDLE_WINDOW_MS = 1_000;

/** An operation that is done once needs no window of its own. */
const ONCE = { windowMs: 0 } as const;

/** One block for each kind of quantity, so that what is compared within it lies close together in time. */
export function knownQuantityBlocks(environments: readonly CalibratedEnvironment[]): Cell[][] {
  const ids = environments.map(({ id }) => id);
  const each = (workloadId: string, parameters: TrialParameters) =>
    ids.map((environmentId) => ({ environmentId, workloadId, parameters: { ...ONCE, ...parameters } }));
  return [
    environments.flatMap(bootCells),
    SLEEPS_MS.flatMap((ms) => each('known-sleep', { quantity: 'sleep', 'set-ms': ms })),
    TOUCHED_MIB.flatMap((mib) => each('known-memory', { quantity: 'memory', 'set-mib': mib })),
    each('known-cpu', { quantity: 'cpu', 'set-ms': CPU_MS }),
    each('known-written', { quantity: 'written', 'set-mib': WRITTEN_MIB }),
  ];
}

/** Without a delay it is the null workload, too. */
function bootCells({ id, kind }: CalibratedEnvironment): Cell[] {
  const cell = (parameters: TrialParameters) => ({
    environmentId: id,
    workloadId: 'known-nothing',
    parameters: { ...ONCE, quantity: 'boot', ...parameters },
  });
  const delayed = DELAY_POINTS[kind].flatMap((point) => DELAYS_MS.map((ms) => cell({ [`delay-${point}`]: ms })));
  return [cell({}), ...delayed];
}

/** The same work with and without samplers; `plainId` names the environment without supervisor, cgroup and chroot. */
export function ownCostBlocks(
  environments: readonly CalibratedEnvironment[],
  plainId: string,
  windowMs = OWN_COST_WINDOW_MS,
): Cell[][] {
  const cell = (environmentId: string, watched: boolean) => ({
    environmentId,
    workloadId: OWN_COST_WORKLOAD,
    parameters: { windowMs, quantity: 'own-cost', watched },
  });
  const cells = (own: readonly CalibratedEnvironment[]) => own.flatMap(({ id }) => [cell(id, true), cell(id, false)]);
  const shared = environments.filter(({ kind }) => kind !== 'vm');
  const plain = shared.some(({ kind }) => kind === 'bare') ? [cell(plainId, false)] : [];
  const repeated = (times: number, block: Cell[]) => (block.length === 0 ? [] : Array.from({ length: times }, () => block));
  return [
    ...repeated(OWN_COST_PAIRS.shared, [...cells(shared), ...plain]),
    ...repeated(OWN_COST_PAIRS.vm, cells(environments.filter(({ kind }) => kind === 'vm'))),
  ];
}

/** Every environment twice in each block, as sides a and b. */
export function selfComparisonBlocks(environments: readonly CalibratedEnvironment[], idleWindowMs = IDLE_WINDOW_MS): Cell[][] {
  const block = (workloadId: string, windowMs: number) =>
    environments.flatMap(({ id }) =>
      ['a', 'b'].map((arm) => ({ environmentId: id, workloadId, parameters: { windowMs, quantity: 'self', arm } })),
    );
  return [block('idle', idleWindowMs), block(OWN_COST_WORKLOAD, OWN_COST_WINDOW_MS)];
}
