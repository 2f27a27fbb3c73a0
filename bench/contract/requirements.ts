/**
 * What a reader needs of the place where a service runs, as `report --requirements` reads it. People write it, so it is strict: a key that nobody
 * reads would be a requirement that silently does not count.
 */
import * as z from 'zod';
import { type Limits, OPERATING_SYSTEMS, PRIVILEGED_WORK, REQUIREMENT_LIMITS } from './requirement-limits.js';
import { suggestion } from './suggestion.js';

export const REQUIREMENTS_VERSION = 1;

const { maxStartSeconds, startsPerHour, instancesPerHost, memoryPerInstanceMiB, ...limits } = REQUIREMENT_LIMITS;

const members = {
  /** For editors. */
  $schema: z.string().optional(),
  schemaVersion: z.literal(REQUIREMENTS_VERSION),
  /** What the requirements are of; one line. */
  title: z
    .string()
    .min(1)
    .max(120)
    .regex(/^[^\p{C}]+$/u, 'expected one line of text')
    .optional(),
  /** Longest acceptable time from the start of an instance to the first instruction of its program. */
  maxStartSeconds: between(maxStartSeconds),
  /** On one host, on average over its busy hours. */
  startsPerHour: between(startsPerHour),
  /** That are to live at once on one host. */
  instancesPerHost: between(instancesPerHost),
  /** What the program itself needs, on top of what an idle instance costs. */
  memoryPerInstanceMiB: between(memoryPerInstanceMiB),
  /** Hours of the day at full load; all 24 when absent. */
  busyHoursPerDay: between(limits.busyHoursPerDay),
  /** Share of the instances that the other hours need; goes with busyHoursPerDay. */
  quietLoadPercent: between(limits.quietLoadPercent),
  /** `other-distribution`: another user space than the host's; `other-kernel`: another kernel, or modules of its own. `any` when absent. */
  operatingSystem: z.enum(OPERATING_SYSTEMS).optional(),
  /** The code comes from somebody who may attack the host or its neighbours. */
  untrustedCode: z.boolean().optional(),
  /** Work that needs root towards its kernel: mounting, loading modules, making devices. `none` when absent. */
  privilegedWork: z.enum(PRIVILEGED_WORK).optional(),
  /** Share of a released peak that the host must have back, 30 s after. */
  minMemoryReturnedPercent: between(limits.minMemoryReturnedPercent),
  /** In any currency. */
  hostPricePerMonth: between(limits.hostPricePerMonth),
  /** Of the host that is to be bought; that of the measured one when absent. */
  hostMemoryGiB: between(limits.hostMemoryGiB),
  hostCpus: between(limits.hostCpus),
};

const NOT_REQUIREMENTS = ['$schema', 'schemaVersion', 'title'];

export const requirements = z
  .strictObject(members, { error: (issue) => (issue.code === 'unrecognized_keys' ? listUnknown(issue.keys) : undefined) })
  .refine((one) => Object.keys(one).some((key) => !NOT_REQUIREMENTS.includes(key)), {
    error: 'it states no requirement',
    when: ({ issues }) => issues.length === 0,
  })
  .refine((one) => (one.busyHoursPerDay === undefined) === (one.quietLoadPercent === undefined), {
    error: 'busyHoursPerDay and quietLoadPercent describe the load together: give both or neither',
  });

function between({ min, max, isWhole }: Limits) {
  const number = z.number().min(min).max(max);
  return (isWhole === true ? number.int() : number).optional();
}

function listUnknown(keys: readonly string[]): string {
  const known = Object.keys(members);
  return keys.map((key) => `there is no requirement "${key}". ${suggestion(key, known)}`).join(' ');
}

type RequirementsFile = z.infer<typeof requirements>;

/** Without what is for editors and readers of the file. */
export type Requirements = Readonly<Omit<RequirementsFile, '$schema' | 'schemaVersion'>>;
