/** The tables of `npm run bench:gate`: simulated promises, the gate's own speed, and with `--live` the self-tests of this host. */
import Table from 'cli-table3';
import yargs from 'yargs';
import { print, requireWritten } from '../../bench/cli/stdout.js';
import { UsageError } from '../../bench/contract/errors.js';
import { liveRows } from './live.js';
import { type Row, simulatedRows } from './simulated.js';
import { historyRows, speedRows } from './speed.js';

const OPTIONS = {
  json: { type: 'boolean', default: false, describe: 'machine-readable' },
  share: {
    type: 'number',
    default: 1,
    describe: 'share of the simulated trials; with fewer, bounds are wider and promises cannot be shown',
  },
  live: { type: 'boolean', default: false, describe: 'also run twinbench selftest all on this host, ten minutes or so' },
  comparisons: { type: 'number', default: 20, describe: 'of each kind, for --live' },
  strict: { type: 'boolean', default: false, describe: 'exit with 1 when a promise is missed' },
} as const;

/** @returns 0, with `--strict` 1 when a promise is missed, 3 when too few trials or a busy host cannot tell */
export async function main(argv: readonly string[]): Promise<number> {
  const args = await yargs([...argv])
    .scriptName('npm run bench:gate --')
    .options(OPTIONS)
    .strict()
    .locale('en')
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    })
    .parseAsync();
  const rows: Row[] = [];
  const take = (more: readonly Row[]): void => {
    rows.push(...more);
    if (!args.json) print(`${renderTable(more)}\n`);
  };
  for (const table of simulatedRows(args.share, say)) take(table);
  take([...speedRows(say), ...historyRows(say)]);
  if (args.live) take(await liveRows(args.comparisons));
  if (args.json) print(`${JSON.stringify(rows, null, 1)}\n`);
  await requireWritten();
  if (!args.strict) return 0;
  if (rows.some(({ holds }) => holds === 'no')) return 1;
  return rows.some(({ holds }) => holds === 'cannot tell') ? 3 : 0;
}

function renderTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ['promise', 'conditions', 'found', 'bound', 'limit', 'holds'],
    style: { head: [], border: [] },
  });
  for (const { promise, conditions, found, bound, limit, holds } of rows)
    table.push([promise, conditions, found, bound, limit, holds === 'no' ? 'NO' : holds]);
  return table.toString();
}

function say(text: string): void {
  console.error(text);
}
