/** The command line: names the commands, loads only the one that is asked for, and turns failures into messages and exit codes. */
import path from 'node:path';
import yargs, { type Argv } from 'yargs';
import { hasCode } from '../../runtimes/errno.js';
import { projectRoot } from '../../runtimes/native.js';
import { EXIT, HostError } from '../contract/errors.js';
import { suggestion } from '../contract/suggestion.js';
import { isStoppingUncaught } from '../harness/uncaught.js';
import { explainError, findExitCode } from '../host/explain-error.js';
import type { CommandEntry, CommandModule } from './command.js';
import { findWidth } from './screen.js';
import { print, requireWritten } from './stdout.js';

export { describeUncaught, stopInOrder } from '../harness/uncaught.js';

const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'measure bare, container and VM, analyse, and render the report',
    load: () => import('./commands/run.js'),
  },
  {
    name: 'doctor',
    summary: 'say what this host can do, what is missing, and how to mend it',
    load: () => import('./commands/doctor.js'),
  },
  { name: 'exec', summary: 'run any command inside one instance', load: () => import('./commands/exec.js') },
  {
    name: 'analyze [dir]',
    summary: 'rebuild results.json and the reports from the raw trial records',
    load: () => import('./commands/analyze.js'),
  },
  { name: 'report [dir]', summary: 'render reports from results.json', load: () => import('./commands/report.js') },
  {
    name: 'compare [baseline-run] [candidate]',
    summary: 'compare two sides that were measured before',
    load: () => import('./commands/compare.js'),
  },
  {
    name: 'gate [baseline-run] [candidate]',
    summary: 'compare, apply a policy, and end with a code for a pipeline',
    load: () => import('./commands/gate.js'),
  },
  {
    name: 'ab',
    summary: 'measure two configurations or two revisions interleaved, until it is decided',
    load: () => import('./commands/ab.js'),
  },
  {
    name: 'plan [results]',
    summary: 'how many pairs and minutes an effect of a given size needs',
    load: () => import('./commands/plan.js'),
  },
  {
    name: 'noise',
    summary: 'how noisy this host is now, and what that means for a gate',
    load: () => import('./commands/noise.js'),
  },
  {
    name: 'selftest <what>',
    summary: 'prove on this host that no change passes and that an injected one is caught',
    load: () => import('./commands/selftest.js'),
  },
  {
    name: 'calibrate',
    summary: 'measure known quantities and say how far off each figure is on this host',
    load: () => import('./commands/calibrate.js'),
  },
  {
    name: 'probe',
    summary: 'state what separates an instance from this host: kernel, privileges, system calls, what shows through',
    load: () => import('./commands/probe.js'),
  },
  {
    name: 'baseline',
    summary: 'save, list and promote named baselines; accept a change',
    load: () => import('./commands/baseline/baseline.js'),
  },
  {
    name: 'history',
    summary: 'append runs to a history; find when a level changed; show the trend',
    load: () => import('./commands/history/history.js'),
  },
  { name: 'clean', summary: 'remove what a killed run left behind', load: () => import('./commands/clean.js') },
];

/** Runs one command line, without the program's name. Messages go to stderr, results to stdout. @returns the exit code */
export async function main(argv: readonly string[]): Promise<number> {
  outliveReaders();
  let exitCode: number = EXIT.ok;
  try {
    const parser = declareCommands(await versionIfAsked(argv), (code) => {
      exitCode = code;
    });
    await parser.parseAsync([...argv], {}, (_error: unknown, _args: unknown, help: string) => {
      if (help !== '') print(`${help}\n`);
    });
    await requireWritten();
  } catch (error) {
    if (error instanceof ParseFailure) return say(await withSuggestion(error, argv), EXIT.usage);
    return fail(error, argv);
  }
  return exitCode;
}

/** It takes git some milliseconds. */
async function versionIfAsked(argv: readonly string[]): Promise<string> {
  return argv.includes('--version') ? (await import('./version.js')).versionLine() : '';
}

/** A closed pipe or terminal ends what is written to it, not a run; who must know asks each write. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    if (stream.listenerCount('error') === 0) stream.on('error', () => undefined);
}

function declareCommands(version: string, onExit: (code: number) => void): Argv {
  const parser = yargs()
    .scriptName('twinbench')
    .usage(
      '$0 <command>\n\nContainer or virtual machine? Measures the same workloads from one image in both, and as a plain process.',
    )
    .locale('en')
    .parserConfiguration({
      'populate--': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .strict()
    .demandCommand(1, 'Name a command.')
    .wrap(Math.min(110, findWidth(process.stdout, 110)))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new ParseFailure(message);
    })
    .example('$0 run --profile quick', 'a first answer in under three minutes')
    .example('$0 exec --environment vm -- uname -r', 'the kernel that a guest sees')
    .epilogue(
      'Exit codes: 0 fine, 1 regression, 2 usage, 3 undecided, 4 not comparable, 5 measurement failed or host lacks something, 129/130/143 interrupted.',
    )
    .help()
    .alias('help', 'h')
    .version('version', 'Show name, version and revision', version);
  for (const command of COMMANDS) declareCommand(parser, command, onExit);
  return parser;
}

function declareCommand(parser: Argv, command: CommandEntry, onExit: (code: number) => void): void {
  parser.command(
    command.name,
    command.summary,
    async (sub) => {
      const { options, commands = [] } = await load(command);
      const declared = options(sub.strict());
      for (const own of commands) declareCommand(declared, own, onExit);
      return declared;
    },
    async (args) => {
      const { run, repeatable = [] } = await load(command);
      if (run) onExit(await run(lastOfRepeated(args, ['_', '--', ...repeatable])));
    },
  );
}

/** @throws HostError – the build is damaged: another process writes it, or was cut short */
async function load(command: CommandEntry): Promise<CommandModule> {
  try {
    return await command.load();
  } catch (error) {
    if (!(error instanceof Error) || !(error instanceof SyntaxError || hasCode(error, 'ERR_MODULE_NOT_FOUND'))) throw error;
    const dist = path.join(projectRoot, 'dist');
    throw new HostError(`the build in ${dist} is damaged: ${error.message}\nRemove that folder and try again; it is built anew.`);
  }
}

function lastOfRepeated(args: Readonly<Record<string, unknown>>, lists: readonly string[]): Record<string, unknown> {
  const entries = Object.entries(args).map(([name, value]) => [
    name,
    Array.isArray(value) && !lists.includes(name) ? value.at(-1) : value,
  ]);
  return Object.fromEntries(entries);
}

/** A command line that yargs refused. */
class ParseFailure extends Error {
  override readonly name = 'ParseFailure';
}

/** Prints why a command ended; an error that nobody caught was told when it happened. */
function fail(error: unknown, argv: readonly string[]): number {
  const failedCode = argv[0] === 'exec' ? EXIT.execFailed : EXIT.failed;
  if (isStoppingUncaught()) return failedCode;
  const code = (error instanceof Error ? findExitCode(error) : undefined) ?? EXIT.failed;
  return say(explainError(error), code === EXIT.failed ? failedCode : code);
}

function say(message: string, exitCode: number): number {
  process.stderr.write(`twinbench: ${message}\n`);
  return exitCode;
}

/** yargs says "argument" for a wrong command and for a wrong option alike; an option's name was typed with a dash. */
async function withSuggestion(failure: ParseFailure, argv: readonly string[]): Promise<string> {
  const asked = await commandAsked(argv);
  const see = `See: ${['twinbench', ...asked.words, '--help'].join(' ')}`;
  const [, unknown] = /^Unknown arguments?: ([^,]+)/m.exec(failure.message) ?? [];
  if (unknown === undefined) return `${failure.message}\n${see}`;
  const isOption = argv.some((word) => word.startsWith(`--${unknown}`) || word === `-${unknown}`);
  if (!isOption && asked.commands.length === 0) return `${asked.words.join(' ')} takes no argument "${unknown}"\n${see}`;
  const names = isOption ? await optionNames(asked) : asked.commands.map(firstWord);
  return `there is no ${isOption ? 'option' : 'command'} "${isOption ? '--' : ''}${unknown}". ${suggestion(unknown, names)}\n${see}`;
}

function firstWord({ name }: CommandEntry): string {
  return name.split(' ')[0] ?? '';
}

/** As far as its words are those of commands. */
interface CommandAsked {
  readonly words: readonly string[];
  /** Absent when not even the first word is. */
  readonly module?: CommandModule;
  /** Those that the next word might have named. */
  readonly commands: readonly CommandEntry[];
}

async function commandAsked(argv: readonly string[]): Promise<CommandAsked> {
  let asked: CommandAsked = { words: [], commands: COMMANDS };
  for (const word of argv.filter((one) => !one.startsWith('-'))) {
    const found = asked.commands.find((command) => firstWord(command) === word);
    // Before the command's own word, it is the value of an option.
    if (found === undefined && asked.words.length === 0) continue;
    if (found === undefined) break;
    const module = await load(found);
    asked = { words: [...asked.words, word], module, commands: module.commands ?? [] };
  }
  return asked;
}

/** The options that the command declares, read off its own help text. */
async function optionNames({ module }: CommandAsked): Promise<string[]> {
  const help = (await module?.options(yargs()).getHelp()) ?? '';
  return [...new Set([...help.matchAll(/^ +(?:-\w, )?--([a-z][a-z-]*)/gm)].map((match) => match[1] ?? ''))];
}
