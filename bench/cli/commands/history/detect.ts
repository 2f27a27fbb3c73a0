/** `twinbench history detect`: says what changed, and fails on request. */
import { alarmLines } from '../../../../reports/trend/terminal.js';
import { EXIT } from '../../../contract/errors.js';
import type { TrendDocument } from '../../../contract/trend.js';
import { findRegression } from '../../../trend/alarms.js';
import { defineCommand } from '../../command.js';
import { JSON_OPTION } from '../../options.js';
import { print, printJson } from '../../stdout.js';
import { readTrend, TREND_OPTIONS } from './read-trend.js';

export const command = defineCommand({
  usage:
    '$0 history detect\n\nSays where the level of a metric changed, whether the newest run is an outlier, and what regresses gradually. Exits with 0 unless --fail is given.',
  options: {
    ...TREND_OPTIONS,
    fail: {
      type: 'boolean',
      default: false,
      describe: 'exit with 1 when a primary metric, or one that --match names, has confirmedly regressed and nobody accepted it',
    },
    json: { ...JSON_OPTION, describe: 'machine-readable, without the single points' },
  },
  examples: [
    ['$0 history detect --match boot-time/vm', 'one figure'],
    ['$0 history detect --fail', 'in a nightly job'],
  ],
  async run(args) {
    const document = await readTrend(args, 'recent');
    if (args.json) printJson(withoutPoints(document));
    else print(alarmLines(document));
    const regression = findRegression(document, args.match === undefined ? undefined : () => true);
    return args.fail && regression !== undefined ? EXIT.regression : EXIT.ok;
  },
});

function withoutPoints({ series, runs, ...document }: TrendDocument): Record<string, unknown> {
  return { ...document, runs: runs.length, series: series.map(({ points, ...one }) => ({ ...one, points: points.run.length })) };
}
