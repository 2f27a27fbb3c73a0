/** What differs between two sides without deciding whether they may be compared: the program that holds the workloads, and the image. */

import type { EnvironmentPair } from '../comparison/figures.js';
import { type DescribedWorkload, findWorkDifference, indexWork } from '../comparison/work.js';
import type { Environment, Warning } from '../contract/record.js';

/** A results document, or an entry of a history. */
interface DescribedRun {
  readonly environments: readonly Pick<Environment, 'id' | 'imageDigest'>[];
  readonly workloads: readonly DescribedWorkload[];
}

/** Once for a whole gate: what differs, differs for nearly every metric. */
export function listSoftwareRemarks(
  baseline: readonly DescribedRun[],
  candidate: readonly DescribedRun[],
  pairs: readonly EnvironmentPair[],
): Warning[] {
  return [
    ...remarkOnProgram(baseline, candidate),
    ...remarkOnPools(baseline, candidate),
    ...remarkOnImages(baseline, candidate, pairs),
  ];
}

/** Of workloads whose version and parameters are the same: of others the metrics that are not comparable tell it. */
function remarkOnProgram(baseline: readonly DescribedRun[], candidate: readonly DescribedRun[]): Warning[] {
  const [own, other] = [indexWorkloads(baseline), indexWorkloads(candidate)];
  const ids = [...own].flatMap(([id, before]) => {
    const now = other.get(id);
    return now && now.digest !== before.digest && isSameWork(before, now) ? [id] : [];
  });
  if (ids.length === 0) return [];
  return [
    {
      code: 'program-differs',
      message: `The program that holds the workloads changed; the version and parameters of ${ids.join(', ')} are the same.`,
      hint: 'They are compared: a workload that does other work has another version. The digests stand under workloads in results.json.',
    },
  ];
}

function isSameWork(before: DescribedWorkload, now: DescribedWorkload): boolean {
  const subject = { metricId: '', workloadId: before.id };
  return findWorkDifference(indexWork([before])(subject), indexWork([now])(subject)) === undefined;
}

/** Figures that pool workloads hold those of one more, or one less. */
function remarkOnPools(baseline: readonly DescribedRun[], candidate: readonly DescribedRun[]): Warning[] {
  const [own, other] = [indexWorkloads(baseline), indexWorkloads(candidate)];
  const onlyOne = [...new Set([...own.keys(), ...other.keys()])].filter((id) => !own.has(id) || !other.has(id));
  if (own.size === 0 || other.size === 0 || onlyOne.length === 0) return [];
  return [
    {
      code: 'workloads-differ',
      message: `Only one side ran ${onlyOne.join(', ')}: figures that pool all workloads, such as stop-time, hold its trials too.`,
      hint: 'Name the workloads that both sides run with --workloads.',
    },
  ];
}

/** Not of environments that are held against each other on purpose, whose images may be the question. */
function remarkOnImages(
  baseline: readonly DescribedRun[],
  candidate: readonly DescribedRun[],
  pairs: readonly EnvironmentPair[],
): Warning[] {
  const found = pairs
    .filter((pair) => pair.baseline === pair.candidate)
    .map(({ id }) => ({ id, digests: [...new Set([...listImages(baseline, id), ...listImages(candidate, id)])] }))
    .filter(({ digests }) => digests.length > 1);
  const [first] = found;
  if (first === undefined) return [];
  return [
    {
      code: 'image-differs',
      message: `${found.map(({ id }) => id).join(', ')} ran different images: ${first.digests.map(shortenDigest).join(', then ')}.`,
      hint: 'A difference may come from the software inside: Node, its libraries, busybox or the program of the workloads.',
    },
  ];
}

function listImages(runs: readonly DescribedRun[], environmentId: string): string[] {
  return runs.flatMap(({ environments }) =>
    environments.filter(({ id }) => id === environmentId).map(({ imageDigest }) => imageDigest),
  );
}

/** The newest of each id. */
function indexWorkloads(runs: readonly DescribedRun[]): Map<string, DescribedWorkload> {
  return new Map(runs.flatMap(({ workloads }) => workloads.map((one) => [one.id, one] as const)));
}

const SHORT_CHARACTERS = 19;

/** `sha256:` and twelve digits: what a reader compares by eye. */
function shortenDigest(digest: string): string {
  return digest.slice(0, SHORT_CHARACTERS);
}
