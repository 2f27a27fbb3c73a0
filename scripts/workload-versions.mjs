/** `npm run workloads:record`: records the versions of the workloads' code; `--check` only compares. */
import { runProgram } from './program.mjs';
import { setUp } from './setup.mjs';

await runProgram(async () => {
  await setUp();
  const { main } = await import('../dist/scripts/workload-versions.js');
  return main(process.argv.slice(2));
});
