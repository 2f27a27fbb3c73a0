/** What the sections say, a line each, for reports without room for sections. */
import { toleranceWords } from './calibration.js';
import { type Context, environmentOf } from './context.js';
import { estimateWords, percentWords } from './estimates.js';
import { timeWords } from './header.js';
import { isolationBrief } from './isolation.js';
import { lifecycleBrief } from './lifecycle.js';
import type { Fact } from './model.js';
import { outcomeWords } from './noise.js';
import { formatAlone } from './quantity.js';
import { countWords, printable } from './text.js';

export function briefLines(context: Context): Fact[] {
  const { scenarios, noise } = context.document;
  const name = (id: string) => environmentOf(context, id)?.shortName ?? printable(id);
  const density = scenarios?.density?.map(({ environmentId, marginalBytes, unexplainedRatio }) => {
    const unexplained = unexplainedRatio === undefined ? '' : `, ${percentWords(unexplainedRatio)} unexplained`;
    return `${name(environmentId)} ${estimateWords('byte', marginalBytes)}${unexplained}`;
  });
  const together = scenarios?.together?.map(
    ({ environmentId, instances, allReadySeconds }) =>
      `${instances} × ${name(environmentId)} ready after ${formatAlone('second', allReadySeconds)}`,
  );
  return [
    ...fact('Next instance', density),
    ...fact('Together', together),
    ...lifecycleBrief(context),
    ...fact('Noise', noise && [outcomeWords(noise)]),
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
  const within = judged.filter((entry) => toleranceWords(entry).startsWith('yes')).length;
  const value = `${within} of ${countWords(judged.length, 'known quantity', 'known quantities')} measured within tolerance, ${timeWords(calibration.measuredAt)}`;
  return [{ label: 'Calibration', value }];
}
