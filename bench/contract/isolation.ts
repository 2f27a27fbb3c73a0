/** What separates an instance from its host: facts found by the same probe in every environment. Also what `twinbench probe --json` prints. */
import * as z from 'zod';

/** Id of the environment that runs a container as an ordinary user does; only probed, never measured. */
export const ROOTLESS_ENVIRONMENT = 'container-rootless';

/**
 * How an answer reads. `isolated`: the instance has its own, or does not see the host's. `shared`: it is the host's. `refused`: the kernel
 * does not allow it. `allowed`: the host's kernel allows it. `own-kernel`: allowed, by a kernel that is not the host's. `absent`: there is no
 * such thing inside. `unknown`: no answer, or one that says nothing.
 */
const reading = z.enum(['isolated', 'shared', 'refused', 'allowed', 'own-kernel', 'absent', 'unknown']);

const words = z.string().max(2048);

const isolationFact = z.looseObject({
  id: z.string(),
  /** Heading under which it stands. */
  family: z.string(),
  title: z.string(),
  why: z.string(),
  /** A manual page, a kernel document or a CVE, as an address. */
  reference: z.string(),
});

const names = z.array(z.string().max(64)).max(600);

/** Each call is in one list. `refused` holds refusals by the kernel itself, too: from inside they look the same. */
const systemCalls = z.looseObject({ reached: names, refused: names, absent: names, killed: names, skipped: names });

export const probedEnvironment = z.looseObject({
  id: z.string(),
  kind: z.enum(['bare', 'container', 'vm']),
  runtime: z.looseObject({ id: z.string(), version: z.string() }),
  /** Started without privileges of the host: root inside is an ordinary user outside. */
  rootless: z.boolean(),
  /** As the instance says. */
  kernelRelease: words.optional(),
  /** At most one for each fact; untrusted words of the instance. */
  answers: z.array(z.looseObject({ factId: z.string(), reading, answer: words })),
  systemCalls,
});

/** A guest's kernel was made to panic while others ran. */
const panicTrial = z.looseObject({
  environmentId: z.string(),
  /** What the runtime reported of the guest; empty when the guest lived on. */
  reported: words,
  /** From the trigger until the runtime knew; absent when the guest lived on. */
  endedAfterSeconds: z.number().nonnegative().optional(),
  hostKernelUnchanged: z.boolean(),
  /** The instances that ran beside it, and whether each still answered afterwards. */
  others: z.array(z.looseObject({ id: z.string(), environmentId: z.string(), answered: z.boolean() })),
});

export const isolation = z.looseObject({
  schemaVersion: z.literal(1),
  probedAt: z.string(),
  /** Of the host; see `host.fingerprint` of the results document. */
  fingerprint: z.string(),
  accelerator: z.enum(['kvm', 'tcg']).optional(),
  /** `generator.codeDigest` of what measured it; absent in older files, which no run carries. */
  measuredBy: z.string().optional(),
  host: z.looseObject({ kernelRelease: z.string() }),
  /** The definitions that the answers refer to. */
  facts: z.array(isolationFact),
  environments: z.array(probedEnvironment),
  notProbed: z.array(z.looseObject({ environmentId: z.string(), because: z.string() })),
  panic: panicTrial.optional(),
});

export type Reading = z.infer<typeof reading>;
export type IsolationFact = z.infer<typeof isolationFact>;
export type SystemCalls = z.infer<typeof systemCalls>;
export type ProbedEnvironment = z.infer<typeof probedEnvironment>;
export type PanicTrial = z.infer<typeof panicTrial>;
export type Isolation = z.infer<typeof isolation>;
