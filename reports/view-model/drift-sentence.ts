/** Whether the host changed while the run lasted, in a sentence: the trend of the reference loop, or of boots where there was none. */
import type { ResultsDocument } from '../../bench/contract/document.js';
import type { Context } from './context.js';
import { formatNumber } from './quantity.js';

/** With fewer no trend can be shown at 1 %. */
const FEWEST = 8;
const CRITICAL_Z = 2.576;
/** Every pair of values is compared. */
const MOST_COMPARED = 2_000;
/** As large as the differences that are looked for. */
const NOTABLE = 0.05;

export function formatDrift({ document, bare }: Context): string {
  const reference = listReference(document);
  if (reference.length >= FEWEST) return describeTrend(reference, 'the reference loop, the same work before each block, took');
  const boots = bare === undefined ? [] : listBoots(document, bare.id);
  if (boots.length >= FEWEST) return describeTrend(boots, 'booting the bare process took');
  return 'Too few trials to say whether the host drifted.';
}

function listReference({ trials }: ResultsDocument): number[] {
  const sorted = trials.toSorted((a, b) => a.order - b.order);
  return sorted.flatMap(({ noise }) => (noise?.referenceNs !== undefined && noise.referenceNs > 0 ? [noise.referenceNs] : []));
}

/** Points are in the order in which they ran. */
function listBoots({ series }: ResultsDocument, environmentId: string): number[] {
  const boots = series.find((one) => one.metricId === 'boot-time' && one.environmentId === environmentId);
  return (boots?.points ?? []).map(({ value }) => value);
}

function describeTrend(values: readonly number[], what: string): string {
  const third = Math.floor(values.length / 3);
  const first = median(values.slice(0, third));
  const change = first > 0 ? median(values.slice(-third)) / first - 1 : 0;
  const size = `${formatNumber(Math.abs(change) * 100, 2)}\u00a0% ${change < 0 ? 'less' : 'more'} time in the last third of the run than in the first`;
  const isShown = Math.abs(mannKendall(values)) > CRITICAL_Z;
  if (isShown && Math.abs(change) >= NOTABLE)
    return `The host drifted: ${what} ${size}. Environments took turns in every block, so it touched all of them alike.`;
  return isShown
    ? `The host hardly drifted: ${what} ${size}.`
    : `No drift of the host is shown: ${what} ${size}, which is within its noise.`;
}

/** How many standard deviations the trend of the order is from none. */
function mannKendall(all: readonly number[]): number {
  const step = Math.ceil(all.length / MOST_COMPARED);
  const values = all.filter((_, index) => index % step === 0);
  let score = 0;
  for (let later = 1; later < values.length; later += 1)
    for (let earlier = 0; earlier < later; earlier += 1) score += Math.sign((values[later] ?? 0) - (values[earlier] ?? 0));
  const n = values.length;
  return (score - Math.sign(score)) / Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return (low + high) / 2;
}
