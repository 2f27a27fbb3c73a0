/** `npm run bench:gate`: how often the gate is wrong and what it sees, each figure beside what is promised. */
import { SetupFailure, setUp } from './setup.mjs';

try {
  await setUp();
  const { main } = await import('../dist/scripts/bench-gate/main.js');
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 5;
}
