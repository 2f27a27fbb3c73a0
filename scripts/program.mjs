/**
 * How every program here ends: with the code that its work gives, and with 5 for whatever goes wrong, wherever that happens. Node's own code for
 * an error that nobody caught is 1, which would say that a regression is confirmed. Imports nothing, so that it can always be loaded.
 */

const FAILED = 5;
const USAGE = 2;
/** What is asked to stop has deadlines of its own; this one is for what hangs. */
const STOP_DEADLINE_MS = 60_000;

/** What a program may know better; scripts/twinbench.mjs does. */
export const program = {
  /** Code of the program's own failure. */
  failedCode: FAILED,
  /** What an error means to the user. */
  describe: describeError,
  /** Asks whatever runs to stop in order. False when nothing does. */
  stop: () => false,
};

let fault;
let isDone = false;

// Until the work says otherwise: also when everything it waited for is gone.
process.exitCode = FAILED;
process.on('uncaughtException', takeFault);
process.on('unhandledRejection', takeFault);
process.on('beforeExit', () => {
  if (isDone || fault !== undefined) return;
  takeFault(new Error('what it waited for never came'));
});

/** Runs the work, which gives the exit code. */
export async function runProgram(work) {
  try {
    const code = await work();
    if (fault !== undefined) process.exit(program.failedCode);
    process.exitCode = code;
    isDone = true;
  } catch (error) {
    takeFault(error);
  }
}

/** The first error is reported and ends the program; what follows while it stops is its consequence. */
function takeFault(error) {
  if (fault !== undefined) return;
  fault = { error };
  process.exitCode = program.failedCode;
  if (askToStop(error) && !isDone) setTimeout(() => process.exit(program.failedCode), STOP_DEADLINE_MS).unref();
  else process.exit(isUsage(error) ? USAGE : program.failedCode);
}

function askToStop(error) {
  try {
    tell(program.describe(error));
    return program.stop();
  } catch (another) {
    tell(describeError(another));
    return false;
  }
}

function describeError(error) {
  if (!(error instanceof Error)) return `twinbench: unexpected failure, please report it: ${String(error)}`;
  if ('kind' in error || isUsage(error)) return error.message;
  return `twinbench: unexpected failure, please report it: ${error.stack ?? error.message}`;
}

/** Ours (see runtimes/errors.ts, which says its kind), or of util.parseArgs. */
function isUsage(error) {
  return error?.kind === 'usage' || String(error?.code).startsWith('ERR_PARSE_ARGS');
}

function tell(message) {
  process.stderr.write(`${message}\n`);
}
