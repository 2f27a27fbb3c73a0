/** From the folder of a history to its trend; what `detect` and `show` have in common. */
import { existsSync } from 'node:fs';
import type { InferredOptionTypes } from 'yargs';
import { SINGLE_MARKS } from '../../../../reports/trend/marks.js';
import { readManifest } from '../../../../runtimes/manifest.js';
import { UsageError } from '../../../contract/errors.js';
import type { HistoryEntry } from '../../../contract/history.js';
import { pattern } from '../../../contract/policy.js';
import type { TrendDocument } from '../../../contract/trend.js';
import { matches } from '../../../gate/rules.js';
import { readRows } from '../../../history/store.js';
import { HISTORY_FOLDER } from '../../../history/stored-runs.js';
import { TrendCollector } from '../../../trend/collect.js';
import { analyzeTrend } from '../../../trend/trend.js';
import { parseCount, parseText } from '../../options.js';
import { sayByName } from '../../stdout.js';

/** The newest few runs are judged by up to twenty before them, of which a gate may have refused some. */
const ENOUGH_FOR_NEWEST = 50;

export const TREND_OPTIONS = {
  history: { type: 'string', default: HISTORY_FOLDER, describe: 'folder of the history' },
  match: { type: 'string', describe: 'only series that match, such as time-to-program/vm or throughput/*/json' },
  last: { type: 'string', default: '250', describe: 'look for changes in this many newest runs' },
  seed: { type: 'string', default: '1', describe: 'of the permutation test; the same seed gives the same answer' },
  'skip-corrupt': {
    type: 'boolean',
    default: false,
    describe: 'leave damaged files out, named as warnings, instead of stopping',
  },
} as const;

type TrendArguments = InferredOptionTypes<typeof TREND_OPTIONS>;

/**
 * `recent`: of each series the runs that are judged, and some older. `page`: all, with the intervals of those that a page shows singly. `whole`: all.
 */
export type TrendExtent = 'recent' | 'page' | 'whole';

/** @throws UsageError, FormatError – naming the file */
export async function readTrend(args: TrendArguments, extent: TrendExtent): Promise<TrendDocument> {
  const folder = args.history;
  const last = parseCount('last', args.last, 10);
  const seed = parseCount('seed', args.seed, 0);
  const isWanted = wanted(parseText(args.match));
  if (!existsSync(folder))
    throw new UsageError(
      `there is no history at ${folder}. Name its folder with --history, or begin one with: twinbench history append`,
    );
  const skipped: TrendDocument['skipped'] = [];
  const onCorrupt = args['skip-corrupt']
    ? (error: { fileName: string; message: string }) => skipped.push({ fileName: error.fileName, because: error.message })
    : undefined;
  const collector = new TrendCollector({ isWanted, ...(extent === 'page' && { intervals: SINGLE_MARKS }) });
  for (const row of readRows(folder, { onCorrupt, wantsIntervals: () => collector.wantsIntervals })) {
    collector.add(row);
    if (extent === 'recent' && collector.isFull(Math.max(last, ENOUGH_FOR_NEWEST))) break;
  }
  for (const { because } of skipped) sayByName(`left out: ${because}`);
  const document = analyzeTrend(collector.finish(), { last, seed, generator: await readManifest(), skipped });
  if (document.series.length > 0 || document.runs.length === 0) return document;
  throw new UsageError(
    `no series of ${folder} matches ${String(args.match)}. A pattern is METRIC, METRIC/ENVIRONMENT or METRIC/ENVIRONMENT/WORKLOAD, with * for anything.`,
  );
}

function wanted(match: string | undefined): (series: HistoryEntry['series'][number]) => boolean {
  if (match === undefined) return () => true;
  if (!pattern.safeParse(match).success)
    throw new UsageError(`--match is ${match}; expected METRIC, METRIC/ENVIRONMENT or METRIC/ENVIRONMENT/WORKLOAD.`);
  return ({ metricId, environmentId, workloadId }) =>
    matches(match, { metricId, environmentId, ...(workloadId !== undefined && { workloadId }) });
}
