/** `twinbench history detect`: says what changed, and fails on request. */
import type { Argv } from 'yargs';
import { alarmLines } from '../../../../reports/trend/terminal.js';
import { EXIT } from '../../../contract/errors.js';
import type { TrendDocument } from '../../../contract/trend.js';
import { findRegression } from '../../../trend/alarms.js';
import { print, printJson } from '../../stdout.js';
import { readTrend, trendOptions } from './read-trend.js';

export function options(parser: Argv): Argv {
  return trendOptions(
    parser.usage(
      '$0 history detect\n\nSays where the level of a metric changed, whether the newest run is out of line with those before, and what creeps. For the reader: ends with 0, unless --fail is given.',
    ),
  )
    .option('fail', {
      type: 'boolean',
      default: false,
      describe: 'end with 1 when a primary metric, or one that --match names, is worse now, beyond doubt, and nobody accepted it',
    })
    .option('json', { type: 'boolean', default: false, describe: 'machine-readable, without the single points' })
    .example('$0 history detect --match boot-time/vm', 'one figure')
    .example('$0 history detect --fail', 'in a nightly job');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const document = await readTrend(args, 'recent');
  if (args['json'] === true) printJson(withoutPoints(document));
  else print(alarmLines(document));
  const regression = findRegression(document, args['match'] === undefined ? undefined : () => true);
  return args['fail'] === true && regression !== undefined ? EXIT.regression : EXIT.ok;
}

function withoutPoints({ series, runs, ...document }: TrendDocument): Record<string, unknown> {
  return { ...document, runs: runs.length, series: series.map(({ points, ...one }) => ({ ...one, points: points.run.length })) };
}
