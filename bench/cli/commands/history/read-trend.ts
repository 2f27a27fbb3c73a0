/** From the folder of a history to its trend; what `detect` and `show` have in common. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Argv } from 'yargs';
import * as z from 'zod';
import { SINGLE_MARKS } from '../../../../reports/trend/marks.js';
import { projectRoot } from '../../../../runtimes/native.js';
import { UsageError } from '../../../contract/errors.js';
import type { HistoryEntry } from '../../../contract/history.js';
import { pattern } from '../../../contract/policy.js';
import type { TrendDocument } from '../../../contract/trend.js';
import { matches } from '../../../gate/rules.js';
import { readRows } from '../../../history/store.js';
import { HISTORY_FOLDER } from '../../../history/stored-runs.js';
import { TrendCollector } from '../../../trend/collect.js';
import { analyzeTrend } from '../../../trend/trend.js';
import { countOption, textOption } from '../../option-values.js';

const DEFAULT_LAST = 250;
const DEFAULT_SEED = 1;
/** The newest few runs are judged by up to twenty before them, of which a gate may have refused some. */
const ENOUGH_FOR_NEWEST = 50;

export function trendOptions(parser: Argv): Argv {
  return parser
    .option('history', { type: 'string', default: HISTORY_FOLDER, describe: 'folder of the history' })
    .option('match', { type: 'string', describe: 'only series that this fits, such as boot-time/vm or throughput/*/json' })
    .option('last', { type: 'string', default: String(DEFAULT_LAST), describe: 'look for changes in so many newest runs' })
    .option('seed', {
      type: 'string',
      default: String(DEFAULT_SEED),
      describe: 'of the permutation test; the same seed gives the same answer',
    })
    .option('skip-corrupt', {
      type: 'boolean',
      default: false,
      describe: 'leave damaged files out, named as warnings, instead of stopping',
    });
}

/**
 * `recent`: of each series the runs that are judged, and some older. `page`: all, with the intervals of those that a page shows singly. `whole`: all.
 */
export type TrendExtent = 'recent' | 'page' | 'whole';

/** @throws UsageError, FormatError – naming the file */
export async function readTrend(args: Readonly<Record<string, unknown>>, extent: TrendExtent): Promise<TrendDocument> {
  const folder = String(args['history']);
  const last = countOption('last', args['last'], 10) ?? DEFAULT_LAST;
  const seed = countOption('seed', args['seed'], 0) ?? DEFAULT_SEED;
  const isWanted = wanted(textOption(args['match']));
  if (!existsSync(folder))
    throw new UsageError(
      `there is no history at ${folder}. Name its folder with --history, or begin one with: twinbench history append`,
    );
  const skipped: TrendDocument['skipped'] = [];
  const onCorrupt =
    args['skip-corrupt'] === true
      ? (error: { fileName: string; message: string }) => skipped.push({ fileName: error.fileName, because: error.message })
      : undefined;
  const collector = new TrendCollector({ isWanted, ...(extent === 'page' && { intervals: SINGLE_MARKS }) });
  for (const row of readRows(folder, { onCorrupt, wantsIntervals: () => collector.wantsIntervals })) {
    collector.add(row);
    if (extent === 'recent' && collector.isFull(Math.max(last, ENOUGH_FOR_NEWEST))) break;
  }
  for (const { because } of skipped) process.stderr.write(`twinbench: left out: ${because}\n`);
  const document = analyzeTrend(collector.finish(), { last, seed, generator: await generator(), skipped });
  if (document.series.length > 0 || document.runs.length === 0) return document;
  throw new UsageError(
    `no series of ${folder} fits ${String(args['match'])}. A pattern is METRIC, METRIC/ENVIRONMENT or METRIC/ENVIRONMENT/WORKLOAD, with * for anything.`,
  );
}

function wanted(match: string | undefined): (series: HistoryEntry['series'][number]) => boolean {
  if (match === undefined) return () => true;
  if (!pattern.safeParse(match).success)
    throw new UsageError(`--match is ${match}; expected METRIC, METRIC/ENVIRONMENT or METRIC/ENVIRONMENT/WORKLOAD.`);
  return ({ metricId, environmentId, workloadId }) =>
    matches(match, { metricId, environmentId, ...(workloadId !== undefined && { workloadId }) });
}

const manifest = z.object({ name: z.string(), version: z.string() });

async function generator(): Promise<TrendDocument['generator']> {
  return manifest.parse(JSON.parse(await readFile(path.join(projectRoot, 'package.json'), 'utf8')));
}
