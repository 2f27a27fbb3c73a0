/** Hooks for tests, read from the environment: delays in the parts of boot, shorter waits, and patience with a host that is busy with other tests. */
import { DELAY_POINTS, type DelayPoint } from '../../runtimes/runtime.js';
import { UsageError } from '../contract/errors.js';
import type { Waits } from '../scenarios/plan-section.js';

/** `isolate=200,init=50` injects delays in milliseconds into those parts of boot. */
const DELAY_VARIABLE = 'TWINBENCH_TEST_DELAYS';
/** Of any kind of instance. */
export const ALL_DELAY_POINTS: readonly DelayPoint[] = [...new Set(Object.values(DELAY_POINTS).flat())];

/** `idle-window=2000,churn-box=500` gives these waits other lengths, in milliseconds. */
const WAIT_VARIABLE = 'TWINBENCH_TEST_WAITS';
const WAITS: Readonly<Record<string, keyof Waits>> = {
  'idle-window': 'idleWindowMs',
  'churn-box': 'churnBoxMs',
  'peak-rest': 'peakRestMs',
  'peak-watch': 'peakWatchMs',
  'density-settle': 'densitySettleMs',
  'own-cost-window': 'ownCostWindowMs',
  'self-idle-window': 'selfIdleWindowMs',
};

/** Milliseconds for which Twinbench may get no CPU in a trial before that is void: other tests run beside it. */
const GAP_VARIABLE = 'TWINBENCH_TEST_VOIDING_GAP_MS';

export type InjectedDelays = Partial<Record<DelayPoint, number>>;

/** Looked at before anything is started. @throws UsageError */
export function readInjectedDelays(): InjectedDelays {
  return Object.fromEntries(readMilliseconds(DELAY_VARIABLE, ALL_DELAY_POINTS));
}

/** Looked at before anything is started. @throws UsageError */
export function readShortenedWaits(): Waits {
  return Object.fromEntries(readMilliseconds(WAIT_VARIABLE, Object.keys(WAITS)).map(([name, ms]) => [WAITS[name], ms]));
}

/** Looked at before anything is started. @throws UsageError */
export function readVoidingGap(): { readonly voidingGapSeconds?: number } {
  const text = process.env[GAP_VARIABLE] ?? '';
  if (text === '') return {};
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`${GAP_VARIABLE} takes milliseconds, not "${text}"`);
  return { voidingGapSeconds: Number(text) / 1000 };
}

function readMilliseconds(variable: string, known: readonly string[]): [name: string, milliseconds: number][] {
  const parts = (process.env[variable] ?? '').split(',').filter((part) => part !== '');
  return parts.map((part) => {
    const [, name = '', digits = ''] = /^([a-z-]+)=(\d{1,9})$/.exec(part) ?? [];
    if (!known.includes(name))
      throw new UsageError(`${variable} takes parts such as ${known[0] ?? ''}=200 (${known.join(', ')}), not "${part}"`);
    return [name, Number(digits)];
  });
}
