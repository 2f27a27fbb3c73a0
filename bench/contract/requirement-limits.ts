/** What each number of a requirements file may be: for its schema, and for the inputs of the report's page. Apart from the schema, which pages do without. */
export interface Limits {
  readonly min: number;
  readonly max: number;
  readonly isWhole?: true;
}

export const REQUIREMENT_LIMITS = {
  maxStartSeconds: { min: 0.001, max: 3600 },
  startsPerHour: { min: 0, max: 10_000_000 },
  instancesPerHost: { min: 1, max: 100_000, isWhole: true },
  memoryPerInstanceMiB: { min: 1, max: 1_048_576 },
  busyHoursPerDay: { min: 0, max: 24 },
  quietLoadPercent: { min: 0, max: 100 },
  minMemoryReturnedPercent: { min: 1, max: 100 },
  hostPricePerMonth: { min: 0, max: 10_000_000 },
  hostMemoryGiB: { min: 0.25, max: 65_536 },
  hostCpus: { min: 1, max: 4096, isWhole: true },
} as const satisfies Readonly<Record<string, Limits>>;

/** In a requirements file, and in the page. */
export const OPERATING_SYSTEMS = ['any', 'other-distribution', 'other-kernel'] as const;
export const PRIVILEGED_WORK = ['none', 'needed', 'risk-accepted'] as const;
