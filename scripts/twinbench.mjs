#!/usr/bin/env node
/** The program `twinbench`: sets itself up where that is needed, then hands over to the command line. */
import { SetupFailure, setUp } from './setup.mjs';

const HOST_LACKS_SOMETHING = 5;
/** By HUP, INT and TERM. */
const INTERRUPTED = [129, 130, 143];

// Debian leaves the folder of mke2fs out of an ordinary user's path.
process.env.PATH = `${process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'}:/usr/sbin:/sbin`;

try {
  await setUp();
  const { main } = await import('../dist/bench/cli/main.js');
  process.exitCode = await main(process.argv.slice(2));
  // A step that a signal cut short, such as the boot of a test guest, would keep the process until its deadline; it dies with us.
  if (INTERRUPTED.includes(process.exitCode)) process.exit();
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = HOST_LACKS_SOMETHING;
}
