/** What the sections say, a line each, for reports without room for sections; contaminated blocks are among the caveats. */
import { isWithinTolerance } from '../../bench/contract/calibration.js';
import { type Context, findEnvironment } from './context.js';
import { formatEstimate, formatPercent } from './estimates.js';
import { formatTime } from './header.js';
import { isolationBrief } from './isolation.js';
import { lifecycleBrief } from './lifecycle.js';
import type { Fact } from './model.js';
import { formatOutcome } from './noise.js';
import { formatAlone } from './quantity.js';
import { formatCount, printable } from './text.js';

export function briefLines(context: Context): Fact[] {
  const { scenarios, noise } = context.document;
  const name = (id: string) => findEnvironment(context, id)?.shortName ?? printable(id);
  const density = scenarios?.density?.map(({ environmentId, marginalBytes, unexplainedRatio }) => {
    const unexplained = unexplainedRatio === undefined ? '' : `, ${formatPercent(unexplainedRatio)} unexplained`;
    return `${name(environmentId)} ${formatEstimate('byte', marginalBytes)}${unexplained}`;
  });
  const concurrent = scenarios?.together?.map(
    ({ environmentId, instances, allReadySeconds }) =>
      `${instances} × ${name(environmentId)} ready after ${formatAlone('second', allReadySeconds)}`,
  );
  return [
    ...fact('Next instance', density),
    ...fact('Concurrent start', concurrent),
    ...lifecycleBrief(context),
    ...(noise?.contaminated.length === 0 ? fact('Noise', [formatOutcome(noise)]) : []),
    ...calibrationBrief(context),
    ...isolationBrief(context),
  ];
}

function fact(label: string, parts: readonly string[] | undefined): Fact[] {
  return parts === undefined || parts.length === 0 ? [] : [{ label, value: parts.join('; ') }];
}

function calibrationBrief({ document: { calibration } }: Context): Fact[] {
  if (calibration === undefined) return [];
  const judged = calibration.entries.filter(({ tolerance }) => tolerance !== undefined);
  const within = judged.filter((entry) => isWithinTolerance(entry) === true).length;
  const value = `${within} of ${formatCount(judged.length, 'known quantity', 'known quantities')} measured within tolerance, ${formatTime(calibration.measuredAt)}`;
  return [{ label: 'Calibration', value }];
}
