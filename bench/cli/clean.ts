/** `twinbench clean`: removes what a killed run left behind. */
import { rm } from 'node:fs/promises';
import type { Argv } from 'yargs';
import { cacheRoot } from '../../runtimes/cache.js';
import { EXIT } from './failure.js';
import { removeDeadRunLock, takeRunLock } from './run-lock.js';
import { sweepLeftovers } from './workshop.js';

export function options(parser: Argv): Argv {
  return parser
    .usage(
      '$0 clean [--cache]\n\nRemoves processes, cgroups and folders that a killed run left behind; what a living run uses stays.',
    )
    .option('cache', {
      type: 'boolean',
      default: false,
      describe: 'also empty the cache (kernel, image, disks, programs); the next run makes it anew',
    })
    .example('$0 clean', 'after kill -9 of a run');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const removed = [...(await sweepLeftovers()), ...(await removeDeadRunLock(cacheRoot()))];
  for (const item of removed) process.stdout.write(`removed ${item}\n`);
  if (args['cache'] === true) await emptyCache();
  if (removed.length === 0 && args['cache'] !== true) process.stdout.write('nothing was left behind\n');
  return EXIT.ok;
}

/** Under the run lock, because a living run reads from the cache. */
async function emptyCache(): Promise<void> {
  await takeRunLock(cacheRoot(), 'emptying the cache');
  await rm(cacheRoot(), { recursive: true, force: true });
  process.stdout.write(`removed ${cacheRoot()}\n`);
}
