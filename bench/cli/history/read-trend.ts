/** From the folder of a history to its trend; what `detect` and `show` have in common. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { SINGLE_MARKS } from '../../../reports/trend/marks.js';
import { projectRoot } from '../../../runtimes/native.js';
import { matches } from '../../analysis/gate/rules.js';
import { TrendCollector } from '../../analysis/trend/collect.js';
import { trendOf } from '../../analysis/trend/trend.js';
import type { HistoryEntry } from '../../contract/history.js';
import { pattern } from '../../contract/policy.js';
import type { TrendDocument } from '../../contract/trend.js';
import type { LongHistory } from '../../history/long-history.js';
import { type ReadOptions, readAllRows, readRows } from '../../history/store.js';
import { UsageError } from '../failure.js';
import { countOption, textOption } from '../kept-options.js';
import { DEFAULT_LAST, DEFAULT_SEED } from './trend-options.js';

/** The newest few runs are judged by up to twenty before them, of which a gate may have refused some. */
const ENOUGH_FOR_NEWEST = 50;

/**
 * `recent`: of each series the runs that are judged, and some older. `whole`: all. A history that was begun: all, with the intervals of those
 * that a page shows singly; the caller closes it.
 */
export type TrendExtent = 'recent' | 'whole' | LongHistory;

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
  const collector = new TrendCollector({ isWanted, ...(typeof extent === 'object' && { intervals: SINGLE_MARKS }) });
  if (typeof extent === 'object') await addAll(collector, extent, onCorrupt);
  else addRows(collector, folder, onCorrupt, extent === 'whole' ? undefined : Math.max(last, ENOUGH_FOR_NEWEST));
  for (const { because } of skipped) process.stderr.write(`twinbench: left out: ${because}\n`);
  const document = trendOf(collector.finish(), { last, seed, generator: await generator(), skipped });
  if (document.series.length > 0 || document.runs.length === 0) return document;
  throw new UsageError(
    `no series of ${folder} fits ${String(args['match'])}. A pattern is METRIC, METRIC/ENVIRONMENT or METRIC/ENVIRONMENT/WORKLOAD, with * for anything.`,
  );
}

type OnCorrupt = ReadOptions['onCorrupt'];

async function addAll(collector: TrendCollector, history: LongHistory, onCorrupt: OnCorrupt): Promise<void> {
  const rows = readAllRows(history, { onCorrupt, wantsIntervals: () => collector.wantsIntervals });
  for await (const row of rows) collector.add(row);
}

/** @param enough points of each series; all when absent */
function addRows(collector: TrendCollector, folder: string, onCorrupt: OnCorrupt, enough: number | undefined): void {
  for (const row of readRows(folder, { onCorrupt })) {
    collector.add(row);
    if (enough !== undefined && collector.isFull(enough)) return;
  }
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
