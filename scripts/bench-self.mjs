/** `npm run bench:self`: measures Twinbench itself against its peers and its goals. */
import { SetupFailure, setUp } from './setup.mjs';

try {
  await setUp();
  const { main } = await import('../dist/scripts/bench-self/main.js');
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 5;
}
