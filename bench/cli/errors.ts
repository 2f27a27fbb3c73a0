/** How a command line ends that did not work: a message on stderr, and an exit code. */
import { EXIT, UsageError } from '../contract/errors.js';
import { suggestion } from '../contract/suggestion.js';
import { isStoppingUncaught } from '../harness/uncaught.js';
import { explainError, findExitCode } from '../host/explain-error.js';
import { type Listed, listCommands } from './registry.js';
import { sayByName } from './stdout.js';

/** A command line that yargs refused. */
export class CommandLineError extends UsageError {}

/** Prints why a command ended; an error that nobody caught was told when it happened. @returns the exit code */
export async function tellFailure(error: unknown, argv: readonly string[]): Promise<number> {
  if (error instanceof CommandLineError) return tell(await explainRefusal(error, argv), EXIT.usage);
  const failedCode = argv[0] === 'exec' ? EXIT.execFailed : EXIT.failed;
  if (isStoppingUncaught()) return failedCode;
  const code = findExitCode(error) ?? EXIT.failed;
  return tell(explainError(error), code === EXIT.failed ? failedCode : code);
}

function tell(message: string, exitCode: number): number {
  sayByName(message);
  return exitCode;
}

/** yargs says "argument" for a wrong command and for a wrong option alike; an option's name was typed with a dash. */
async function explainRefusal({ message }: CommandLineError, argv: readonly string[]): Promise<string> {
  const asked = findAsked(await listCommands(argv), argv);
  const see = `See: ${['twinbench', ...asked.words, '--help'].join(' ')}`;
  const [, unknown] = /^Unknown arguments?: ([^,]+)/m.exec(message) ?? [];
  if (unknown === undefined) return `${message}\n${see}`;
  const isOption = argv.some((word) => word.startsWith(`--${unknown}`) || word === `-${unknown}`);
  if (!isOption && asked.commands.length === 0) return `${asked.words.join(' ')} takes no argument "${unknown}"\n${see}`;
  const names = isOption ? asked.optionNames : asked.commands.map(({ word }) => word);
  return `there is no ${isOption ? 'option' : 'command'} "${isOption ? '--' : ''}${unknown}". ${suggestion(unknown, names)}\n${see}`;
}

/** As far as its words are those of commands. */
interface Asked {
  readonly words: readonly string[];
  readonly optionNames: readonly string[];
  /** Those that the next word might have named. */
  readonly commands: readonly Listed[];
}

const OWN_OPTIONS = ['help', 'version'];

function findAsked(listed: readonly Listed[], argv: readonly string[]): Asked {
  let asked: Asked = { words: [], optionNames: OWN_OPTIONS, commands: listed };
  for (const word of argv.filter((one) => !one.startsWith('-'))) {
    const found = asked.commands.find((command) => command.word === word);
    // Before the command's own word, it is the value of an option.
    if (found === undefined && asked.words.length === 0) continue;
    if (found === undefined) break;
    const optionNames = [...(found.command?.optionNames ?? []), ...OWN_OPTIONS];
    asked = { words: [...asked.words, word], optionNames, commands: found.own };
  }
  return asked;
}
