/** The figures that a decision stands on: a row for each quantity, a column for each option. */
import type { Unit } from '../../bench/contract/calibration.js';
import type { OptionFacts, Spread } from '../decision/facts-model.js';
import { formatBetween, formatFactor, formatSlowStart, formatSpread } from '../decision/figure-words.js';

interface EvidenceRow {
  readonly title: string;
  readonly cells: readonly string[];
}

const QUANTITIES: readonly { title: string; format: (option: OptionFacts) => string }[] = [
  { title: 'Time to the program, median', format: ({ start }) => cell('second', start) },
  { title: 'Slow starts', format: ({ slowStart }) => (slowStart === null ? '' : formatSlowStart(slowStart)) },
  { title: 'Gone again after', format: ({ stop }) => cell('second', stop) },
  { title: 'Memory of a further instance', format: ({ nextInstanceBytes }) => cell('byte', nextInstanceBytes) },
  { title: 'Memory at rest', format: ({ atRestBytes }) => cell('byte', atRestBytes) },
  { title: 'Memory handed back after 30 s', format: ({ memoryReturned }) => cell('ratio', memoryReturned) },
  { title: 'CPU at rest', format: ({ idleCpu }) => cell('ratio', idleCpu) },
  {
    title: 'CPU time of work ÷ plain process',
    format: ({ cpuPerOperation: work }) => (work === null ? '' : formatBetween(work.least, work.most, formatFactor)),
  },
];

/** Without quantities that no option has. */
export function listEvidence(options: readonly OptionFacts[]): EvidenceRow[] {
  const rows = QUANTITIES.map(({ title, format }) => ({
    title,
    isKnown: options.some((option) => !option.isEmulated && format(option) !== ''),
    cells: options.map((option) => (option.isEmulated ? 'emulated, not judged' : format(option) || 'not measured')),
  }));
  return rows.filter(({ isKnown }) => isKnown).map(({ title, cells }) => ({ title, cells }));
}

function cell(unit: Unit, spread: Spread | null): string {
  return spread === null ? '' : `${formatSpread(unit, spread)}, n = ${spread.n}`;
}
