#!/usr/bin/env node
/** The program `twinbench`: sets itself up where that is needed, then hands over to the command line. */
import { program, runProgram } from './program.mjs';

/** `exec` ends with its command's own code, and has this one for itself. */
const EXEC_FAILED = 125;
/** By HUP, INT and TERM. */
const INTERRUPTED = [129, 130, 143];

const args = process.argv.slice(2);
if (args[0] === 'exec') program.failedCode = EXEC_FAILED;

// Debian leaves the folder of mke2fs out of an ordinary user's path.
process.env.PATH = `${process.env.PATH || '/usr/local/bin:/usr/bin:/bin'}:/usr/sbin:/sbin`;

await runProgram(async () => {
  const { setUp } = await import('./setup.mjs');
  await setUp();
  const { describeUncaught, main, stopInOrder } = await loadCommandLine();
  program.describe = describeUncaught;
  program.stop = stopInOrder;
  const code = await main(args);
  // A step that a signal cut short, such as the boot of a test guest, would keep the process until its deadline; it dies with us.
  if (INTERRUPTED.includes(code)) process.exit(code);
  return code;
});

/** A build that another process is writing, or that was cut short, does not load. */
async function loadCommandLine() {
  try {
    return await import('../dist/bench/cli/main.js');
  } catch (error) {
    const { SetupError, damagedBuild } = await import('./setup.mjs');
    throw new SetupError(damagedBuild(error));
  }
}
