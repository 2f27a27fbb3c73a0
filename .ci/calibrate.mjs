/**
 * Calibrates every environment a few times. A shared runner may be disturbed, so only what cannot be noise fails: a quantity that was not
 * measured at all, or one of bare or container that is off by many times what is claimed; one emulated boot differs from the next by tenths of a second.
 */
import { spawnSync } from 'node:child_process';

const [, , output] = process.argv;
const args = ['scripts/twinbench.mjs', 'calibrate', '--repetitions', '2', '--json', '--output', output];
const { status, stdout } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 });
const DISTURBED = 3;
if (status !== 0 && status !== DISTURBED) {
  process.stderr.write(`calibrate ended with ${status}\n`);
  process.exit(1);
}
const { entries } = JSON.parse(stdout.toString());
const QUANTITIES = ['sleep-50ms', 'sleep-500ms', 'memory-192mib', 'cpu-1000ms', 'written-64mib', 'nothing-window'];
const wanted = ['bare', 'container', 'vm'].flatMap((environment) => QUANTITIES.map((quantity) => [environment, quantity]));
const missing = wanted.filter(
  ([environment, quantity]) => !entries.some((entry) => entry.environmentId === environment && entry.quantity === quantity),
);
const WILD_TIMES = 25;
const wild = entries.filter(
  ({ environmentId, error, tolerance }) =>
    environmentId !== 'vm' && tolerance !== undefined && Math.abs(error.estimate) > WILD_TIMES * tolerance,
);
for (const [environment, quantity] of missing) process.stderr.write(`${quantity} was not measured in ${environment}\n`);
for (const entry of wild) process.stderr.write(`${entry.quantity} in ${entry.environmentId} is off by ${entry.error.estimate}\n`);
for (const { environmentId, quantity, error, tolerance } of entries)
  process.stdout.write(
    `${environmentId.padEnd(10)} ${quantity.padEnd(36)} off by ${error.estimate}${tolerance === undefined ? '' : ` of ${tolerance}`}\n`,
  );
process.exit(missing.length + wild.length === 0 ? 0 : 1);
