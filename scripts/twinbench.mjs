#!/usr/bin/env node
/** The program `twinbench`: sets itself up where that is needed, then hands over to the command line. */
import { SetupFailure, setUp } from './setup.mjs';

const HOST_LACKS_SOMETHING = 5;

// Debian leaves the folder of mke2fs out of an ordinary user's path.
process.env.PATH = `${process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'}:/usr/sbin:/sbin`;

try {
  await setUp();
  const { main } = await import('../dist/bench/cli/main.js');
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = HOST_LACKS_SOMETHING;
}
