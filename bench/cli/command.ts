/** What the command line knows of a command before it is loaded, and what the command's own file says. */
import type { Argv } from 'yargs';

/** One command's file exports this. */
export interface CommandModule {
  /** Declares options and examples. */
  readonly options: (parser: Argv) => Argv;
  /** Options that may be given several times; of the others the last one counts. */
  readonly repeatable?: readonly string[];
  /** @returns the exit code; absent in a command that only has commands of its own */
  readonly run?: (args: Readonly<Record<string, unknown>>) => Promise<number>;
  readonly commands?: readonly CommandEntry[];
}

export interface CommandEntry {
  /** With its positional arguments. */
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}
