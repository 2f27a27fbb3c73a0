/** Everything that runs need, opened once: host, images read whole, environments, samplers, and the facts about all of them. */
import type { Image } from '../../runtimes/images/image.js';
import { findImage, verifyImage } from '../../runtimes/images/store.js';
import { openFileSampler } from '../../runtimes/sampler/file-sampler.js';
import { UsageError } from '../contract/errors.js';
import { openEnvironment, type WantedEnvironment } from '../environments/environments.js';
import { type HostSession, openHostSession } from '../harness/host-session.js';
import type { OpenEnvironment } from '../harness/instance-spec.js';
import type { Interruption } from '../harness/interruption.js';
import type { Settings } from '../harness/settings.js';
import { readInjectedDelays } from '../harness/test-hooks.js';
import type { TrialDependencies } from '../harness/trial-context.js';
import { makeTrialDependencies } from '../harness/trial-dependencies.js';
import { describeSession, type SessionFacts } from './run-record.js';

export interface RunSession {
  readonly settings: Settings;
  readonly facts: SessionFacts;
  readonly dependencies: TrialDependencies;
  /** Reads every image whole: half a second for one. @throws ImageChanged */
  verifyImages(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface SessionRequest {
  readonly settings: Settings;
  readonly environments: readonly WantedEnvironment[];
  readonly interruption: Interruption;
  readonly say: (text: string) => void;
}

/** @throws Interrupted; UsageError – no such image; ImageChanged; InstanceError – an environment that cannot be made ready */
export async function openSession(request: SessionRequest): Promise<RunSession> {
  const host = await openHostSession();
  const closers = [() => host[Symbol.asyncDispose]()];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const images = await openImages(request, host);
    const environments = await openEnvironments(request, host, images);
    const sampler = await openFileSampler();
    closers.push(() => sampler[Symbol.asyncDispose]());
    const { settings } = request;
    return {
      settings,
      facts: await describeSession(environments, host),
      dependencies: makeTrialDependencies(settings, environments, host, sampler, readInjectedDelays()),
      verifyImages: async () => {
        for (const image of images.values()) await verifyImage(image);
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** By digest, each read whole once. */
async function openImages(
  { environments, interruption, say }: SessionRequest,
  host: HostSession,
): Promise<ReadonlyMap<string, Image>> {
  const digests = new Set(environments.map(({ image = host.image.digest }) => image));
  const images = new Map<string, Image>();
  for (const digest of digests) {
    const image = digest === host.image.digest ? host.image : await requireImage(digest);
    say(`image ${digest.slice(0, 19)}…: checking every file`);
    await interruption.unlessInterrupted(verifyImage(image));
    images.set(digest, image);
  }
  return images;
}

/** @throws UsageError – the image store has none of that digest */
export async function requireImage(digest: string): Promise<Image> {
  const image = await findImage(digest);
  if (image === undefined) throw new UsageError(`the image store has no ${digest}; give a whole digest, sha256:…`);
  return image;
}

async function openEnvironments(
  { environments, interruption, say }: SessionRequest,
  host: HostSession,
  images: ReadonlyMap<string, Image>,
): Promise<OpenEnvironment[]> {
  say(`preparing ${[...new Set(environments.map(({ id, listed = id }) => listed))].join(', ')}`);
  const opened: OpenEnvironment[] = [];
  for (const wanted of environments)
    opened.push(await interruption.unlessInterrupted(openEnvironment(wanted, host, images.get(wanted.image ?? ''))));
  return opened;
}
