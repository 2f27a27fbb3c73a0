/**
 * `twinbench.policy.json` or `.yaml`: what a gate holds a project to. People write it, so it is strict: a key that nobody reads would be a limit that
 * silently does not hold.
 */
import * as z from 'zod';

export const POLICY_VERSION = 1;
export const POLICY_FILE_NAME = 'twinbench.policy.json';
/** Where a policy is looked for that nobody names. */
export const POLICY_FILE_NAMES = [POLICY_FILE_NAME, 'twinbench.policy.yaml', 'twinbench.policy.yml'] as const;

const share = z.number().nonnegative();
const positiveShare = z.number().positive();
const probability = z.number().gt(0).lt(0.5);

/**
 * `METRIC/ENVIRONMENT/WORKLOAD`, each with `*` for any run of characters; segments left out at the end stand for `*`. `boot-time/vm`,
 * `throughput/*`, `memory-*` and `*` are patterns. A metric that pools all workloads has no third segment and is matched by `*` alone.
 */
export const pattern = z
  .string()
  .regex(/^[^/\s]+(\/[^/\s]+){0,2}$/, 'expected METRIC, METRIC/ENVIRONMENT or METRIC/ENVIRONMENT/WORKLOAD');

/** `block` decides the exit code; `warn` is shown as a warning, `advisory` is shown, `off` is neither compared nor missed. */
export const gateLevel = z.enum(['block', 'warn', 'advisory', 'off']);

/** `ratio`: by logarithms, for values above 0. `difference`: in the unit, for what may be 0 or less. `exact`: no noise, any change counts. */
export const scale = z.enum(['ratio', 'difference', 'exact']);

const settings = {
  /** When absent: `block` for metrics that the results document calls primary, `advisory` for the others. */
  gate: gateLevel.optional(),
  /** `ratio` when absent. */
  scale: scale.optional(),
  /** Relative change below which nothing is claimed; the metric's own noise threshold when absent. */
  noiseFloor: share.optional(),
  /** Relative change within which two sides are called equivalent. */
  target: positiveShare.optional(),
  /** Change in the metric's unit below which nothing is claimed; when absent, the error that this host's calibration found of it. */
  minimumAbsolute: share.optional(),
  /** For the scale `difference`: change in the unit within which two sides are called equivalent. */
  targetAbsolute: positiveShare.optional(),
  /** Pairs below which nothing is claimed. */
  minPairs: z.number().int().positive().optional(),
  /** Pairs after which measuring more is not worth it. */
  maxPairs: z.number().int().positive().optional(),
};

const policySettings = z.strictObject(settings);

const policyRule = z.strictObject({ match: pattern, ...settings });

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day such as 2027-01-31')
  .refine((text) => new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true, 'no such day');

/** A change for the worse that somebody has agreed to, up to a size and a day. */
export const acceptedChange = z.strictObject({
  match: pattern,
  /** Of lower-is-better candidate ÷ baseline − 1, of higher-is-better baseline ÷ candidate − 1. */
  maxIncrease: positiveShare.optional(),
  /** In the metric's unit. At least one of the two is given; where both are, both hold. */
  maxAbsolute: z.number().positive().optional(),
  /** Last day on which it holds, by UTC. After it, the policy is refused until the entry is removed or renewed. */
  until: day,
  reason: z.string().min(1),
});

/** What makes a gate fail. `inconclusive` includes too little history, and a regression that was not measured again. */
export const failOn = z.enum(['regression', 'missing', 'inconclusive', 'contaminated']);

export const policy = z.strictObject({
  /** For editors. */
  $schema: z.string().optional(),
  schemaVersion: z.literal(POLICY_VERSION),
  /** Chance that a job without any change is called a regression in one of its blocking metrics. */
  alpha: probability.default(0.01),
  /** Chance of calling a change of the target's size equivalent. */
  equivalenceAlpha: probability.default(0.05),
  /** Numbers of pairs at which a sequential comparison may stop; alpha is shared equally among them. */
  looks: z
    .array(z.number().int().positive())
    .min(1)
    .refine((looks) => looks.every((look, index) => look > (looks[index - 1] ?? 0)), 'looks must ascend')
    .default([10, 20, 40]),
  failOn: z.array(failOn).default(['regression', 'missing']),
  /** What a blocking regression is that no independent run has confirmed: no decision (exit code 3), or a regression (1). */
  unconfirmed: z.enum(['undecided', 'regressed']).default('undecided'),
  defaults: policySettings.default({}),
  /** Every rule that matches applies, later ones over earlier ones. A pattern that matches nothing is an error. */
  metrics: z.array(policyRule).default([]),
  accepted: z
    .array(
      acceptedChange.refine(
        (one) => one.maxIncrease !== undefined || one.maxAbsolute !== undefined,
        'give maxIncrease or maxAbsolute',
      ),
    )
    .default([]),
});

export type GateLevel = z.infer<typeof gateLevel>;
export type Scale = z.infer<typeof scale>;
export type FailOn = z.infer<typeof failOn>;
export type PolicySettings = z.infer<typeof policySettings>;
export type PolicyRule = z.infer<typeof policyRule>;
export type AcceptedChange = z.infer<typeof acceptedChange>;
export type Policy = z.infer<typeof policy>;

/** What holds without a policy file. */
export const DEFAULT_POLICY: Policy = policy.parse({ schemaVersion: POLICY_VERSION });
