/** What a look at a host's noise found, as data: reporters word it. */

export type NoiseId =
  | 'cpu-spread'
  | 'memory-spread'
  | 'disk-spread'
  | 'disk-latency'
  | 'steal'
  | 'other-cpu'
  | 'cpu-pressure'
  | 'io-pressure'
  | 'memory-pressure'
  | 'frequency'
  | 'own-gap';

/** What the value means for a gate; beyond its limit, what that kind of noise does. */
export type NoiseMeaning =
  | 'not-reported'
  | 'within-limit'
  | 'flushes-honoured'
  | 'flushes-ignored'
  | Exclude<NoiseId, 'disk-latency'>;

export interface NoiseFinding {
  readonly id: NoiseId;
  /** Absent where the host does not report it. */
  readonly value?: number;
  readonly unit: 'ratio' | 'second';
  /** Above it, comparisons suffer. */
  readonly limit?: number;
  /** `informational` where there is no limit. */
  readonly level: 'unknown' | 'informational' | 'fit' | 'unfit';
  readonly meaning: NoiseMeaning;
}

/** What comparisons of identical builds came to on a host; see findings/noise-floors.ts. */
export interface KnownNoiseFloors {
  /** Empty when none was measured by this code. */
  readonly floors: readonly { readonly metricId: string; readonly environmentId: string; readonly effect95: number }[];
  /** In place of floors that other code has measured. */
  readonly hint?: string;
}
