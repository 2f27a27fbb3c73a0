/** Collects what was seen of every fault and prints it as one table. */
import Table from 'cli-table3';
import type { Fault, Seen } from './fault.js';

interface Row {
  readonly fault: Fault;
  readonly seen: Seen | undefined;
  readonly left: readonly string[];
  readonly seconds: number;
}

export class Matrix {
  /** By name, so that a case that is tried again counts once. */
  readonly #rows = new Map<string, Row>();

  add(row: Row): void {
    this.#rows.set(`${row.fault.family} ${row.fault.name} ${row.fault.environment}`, row);
  }

  text(skipped: readonly string[]): string {
    const table = new Table({
      head: ['family', 'fault', 'environment', 'outcome recorded', 'exit code', 'went on', 'left behind', 's'],
      style: { head: [], border: [], compact: true },
    });
    const rows = [...this.#rows.values()];
    for (const { fault, seen, left, seconds } of rows) {
      const code = seen === undefined ? '?' : String(seen.exitCode);
      const leftText = left.length === 0 ? 'nothing' : left.join('\n');
      const { family, name, environment } = fault;
      table.push([family, name, environment, seen?.outcome ?? 'ERROR', code, seen?.wentOn ?? '', leftText, seconds.toFixed(1)]);
    }
    const leaks = rows.reduce((sum, { left }) => sum + left.length, 0);
    const omitted = skipped.length === 0 ? '' : `\nnot run here:\n${skipped.join('\n')}`;
    return `${table.toString()}\n${String(rows.length)} faults, ${String(leaks)} things left behind${omitted}\n`;
  }
}
