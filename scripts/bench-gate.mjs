/** `npm run bench:gate`: how often the gate is wrong and what it sees, each figure beside what is promised. */
import { runProgram } from './program.mjs';
import { setUp } from './setup.mjs';

await runProgram(async () => {
  await setUp();
  const { main } = await import('../dist/scripts/bench-gate/main.js');
  return main(process.argv.slice(2));
});
