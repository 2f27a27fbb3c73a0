/** How a command declares itself: its options are data, and what it is run with has the types that they say. */
import type { ArgumentsCamelCase, Argv, InferredOptionTypes, Options } from 'yargs';

export type OptionSet = Readonly<Record<string, Options>>;

/** What the command line knows of a command before it is loaded. */
export interface CommandEntry {
  /** With its positional arguments, `<such>` or `[such]`. */
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

interface Help {
  /** Begins with the command line; `$0` stands for the program. */
  readonly usage: string;
  /** Each with what it is good for. */
  readonly examples?: readonly (readonly [line: string, purpose: string])[];
  readonly epilogue?: string;
}

type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : S;
type Parsed<O extends OptionSet> = ArgumentsCamelCase<Omit<object, keyof O> & InferredOptionTypes<O>>;
/** As yargs gives them; a name that is no option is an error. */
type Values<O extends OptionSet> = Pick<Parsed<O>, (keyof O & string) | CamelCase<keyof O & string>>;

interface Definition<O extends OptionSet> extends Help {
  readonly options: O;
  /** Those of the options that the command's name lists as arguments. */
  readonly positionals?: readonly (keyof O & string)[];
  /** @param words what follows `--` @returns the exit code */
  readonly run: (args: Values<O>, words: readonly string[]) => Promise<number>;
}

/** One command's file exports this. */
export interface Command {
  /** Without dashes. */
  readonly optionNames: readonly string[];
  /** Of a group; empty otherwise. */
  readonly commands: readonly CommandEntry[];
  /** @param declareOwn declares the group's commands */
  readonly declare: (parser: Argv, entry: CommandEntry, onExit: (code: number) => void, declareOwn: (sub: Argv) => void) => void;
}

export function defineCommand<const O extends OptionSet>(definition: Definition<O>): Command {
  const { options, positionals = [], run } = definition;
  return {
    optionNames: Object.keys(options).filter((name) => !positionals.includes(name)),
    commands: [],
    declare: (parser, { name, summary }, onExit) =>
      parser.command(
        name,
        summary,
        (sub) => {
          for (const positional of positionals) sub.positional(positional, {});
          return withHelp(sub, definition).middleware(keepLast(options)).options(options);
        },
        async (args) => onExit(await run(args, listWords(args['--']))),
      ),
  };
}

/** A command that only has commands of its own. */
export function defineGroup({
  commands,
  demand,
  ...help
}: Help & { commands: readonly CommandEntry[]; demand: string }): Command {
  return {
    optionNames: [],
    commands,
    declare: (parser, { name, summary }, _, declareOwn) =>
      parser.command(name, summary, (sub) => {
        declareOwn(sub);
        return withHelp(sub, help).demandCommand(1, demand);
      }),
  };
}

function withHelp(parser: Argv, { usage, examples = [], epilogue }: Help): Argv {
  parser.strict().usage(usage);
  for (const [line, purpose] of examples) parser.example(line, purpose);
  return epilogue === undefined ? parser : parser.epilogue(epilogue);
}

/** Of an option that is given several times and is no list, the last one counts. */
function keepLast(options: OptionSet): (args: Record<string, unknown>) => void {
  const lists = ['_', '--', ...Object.keys(options).filter((name) => options[name]?.array === true)];
  return (args) => {
    for (const [name, value] of Object.entries(args))
      if (Array.isArray(value) && !lists.includes(name)) args[name] = value.at(-1);
  };
}

function listWords(words: unknown): string[] {
  return Array.isArray(words) ? words.map(String) : [];
}
