/** The command line: declares the commands, runs the one that is asked for, and turns failures into messages and exit codes. */
import yargs, { type Argv } from 'yargs';
import { EXIT } from '../contract/errors.js';
import { CommandLineError, tellFailure } from './errors.js';
import { type Listed, listCommands } from './registry.js';
import { findWidth } from './screen.js';
import { print, requireWritten } from './stdout.js';

export { describeUncaught, stopInOrder } from '../harness/uncaught.js';

/** Runs one command line, without the program's name. Messages go to stderr, results to stdout. @returns the exit code */
export async function main(argv: readonly string[]): Promise<number> {
  outliveReaders();
  let exitCode: number = EXIT.ok;
  try {
    const parser = declareProgram(await findVersion(argv));
    declareCommands(parser, await listCommands(argv), (code) => {
      exitCode = code;
    });
    await parser.parseAsync([...argv], {}, (_error: unknown, _args: unknown, help: string) => {
      if (help !== '') print(`${help}\n`);
    });
    await requireWritten();
  } catch (error) {
    return tellFailure(error, argv);
  }
  return exitCode;
}

/** A closed pipe or terminal ends what is written to it, not a run; who must know asks each write. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    if (stream.listenerCount('error') === 0) stream.on('error', () => undefined);
}

/** `twinbench 0.1.0 (revision 0123456789ab, modified)`; without a revision where the checkout has none. Asking git takes some milliseconds. */
async function findVersion(argv: readonly string[]): Promise<string> {
  if (!argv.includes('--version')) return '';
  const { describeGenerator } = await import('../driver/run-record.js');
  const { name, version, revision, dirty } = await describeGenerator();
  const state = dirty ? ', modified' : '';
  return revision === '' ? `${name} ${version}` : `${name} ${version} (revision ${revision.slice(0, 12)}${state})`;
}

function declareProgram(version: string): Argv {
  return yargs()
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
      throw error ?? new CommandLineError(message);
    })
    .example('$0 run --profile quick', 'a first answer in under three minutes')
    .example('$0 exec --environment vm -- uname -r', 'the kernel that a guest sees')
    .epilogue(
      'Exit codes: 0 fine, 1 regression, 2 usage, 3 not decided, 4 not comparable, 5 measurement failed or the host lacks something, 129/130/143 interrupted.',
    )
    .help()
    .alias('help', 'h')
    .version('version', 'Show name, version and revision', version);
}

/** Commands whose names are not on the command line are only listed. */
function declareCommands(parser: Argv, listed: readonly Listed[], onExit: (code: number) => void): void {
  for (const { entry, command, own } of listed) {
    if (command === undefined) parser.command(entry.name, entry.summary);
    else command.declare(parser, entry, onExit, (sub) => declareCommands(sub, own, onExit));
  }
}
