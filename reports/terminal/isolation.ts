/** What `twinbench probe` prints: facts against environments, and the kernel that was made to panic. */
import CliTable from 'cli-table3';
import type { Isolation } from '../../bench/contract/isolation.js';
import { formatAnswer, formatLegend, isolationGroups, probedName } from '../view-model/isolation.js';
import { printable } from '../view-model/text.js';
import { ordinarySpaces } from './spaces.js';

const FACT_WIDTH = 38;
const MIN_COLUMN_WIDTH = 16;
const MAX_COLUMN_WIDTH = 40;

/** `width` in columns. Ends without a newline. */
export function renderIsolation(isolation: Isolation, { width }: { readonly width: number }): string {
  return ordinarySpaces(
    [factTable(isolation, width), formatLegend(), formatPanic(isolation)].filter((block) => block !== '').join('\n\n'),
  );
}

/** Why each matters is left to the written reports. */
function factTable({ facts, environments }: Isolation, width: number): string {
  const share = Math.floor((width - FACT_WIDTH - environments.length - 2) / Math.max(1, environments.length));
  const columnWidth = Math.min(MAX_COLUMN_WIDTH, Math.max(MIN_COLUMN_WIDTH, share));
  const table = new CliTable({
    head: ['', ...environments.map(probedName)],
    colWidths: [FACT_WIDTH, ...environments.map(() => columnWidth)],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const family of new Set(facts.map((fact) => fact.family))) {
    table.push([{ content: printable(family).toUpperCase(), colSpan: environments.length + 1 }]);
    for (const fact of facts.filter((one) => one.family === family))
      table.push([printable(fact.title), ...environments.map((one) => formatAnswer(one, fact.id))]);
  }
  return table.toString();
}

function formatPanic(isolation: Isolation): string {
  const panic = isolation.panic === undefined ? undefined : isolationGroups(isolation).at(-1)?.tables[0];
  if (panic === undefined) return '';
  return [
    `${panic.caption}.`,
    ...panic.rows.map(({ header, cells }) => `  ${header}: ${cells.map((cell) => cell.text).join(' ')}`),
  ].join('\n');
}
