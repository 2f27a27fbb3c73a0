/** Prints what ten thousand runs of history cost: `node scripts/bench-gate/history.mjs [RUNS]`. */
import { SetupError, setUp } from '../setup.mjs';

const DEFAULT_RUNS = 10_000;

try {
  await setUp();
  const { measureHistory } = await import('../../dist/scripts/bench-gate/history.js');
  const runs = Number(process.argv[2] ?? DEFAULT_RUNS);
  for (const { step, seconds, peakMib } of measureHistory(runs))
    process.stdout.write(`${step}, ${runs} runs: ${seconds.toFixed(2)} s, ${peakMib.toFixed(0)} MiB\n`);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 5;
}
