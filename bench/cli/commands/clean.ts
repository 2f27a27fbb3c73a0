/** `twinbench clean`: removes what a killed run left behind. */
import type { Argv } from 'yargs';
import { cacheRoot } from '../../../runtimes/cache.js';
import { emptyCache, findCacheLeftovers } from '../../../runtimes/cache-contents.js';
import { parseOwnerName } from '../../../runtimes/owner.js';
import type { Spared } from '../../../runtimes/removal.js';
import { EXIT, HostError } from '../../contract/errors.js';
import { takeRunLock } from '../../driver/run-lock.js';
import { describeSpared, sweepLeftovers } from '../../harness/leftovers.js';
import { print } from '../stdout.js';

export function options(parser: Argv): Argv {
  return parser
    .usage(
      '$0 clean [--cache]\n\nRemoves processes, control groups and folders that a killed run left behind. What a living run uses stays, and so does all that Twinbench did not make, or whose owner cannot be judged from here; it is named.',
    )
    .option('cache', {
      type: 'boolean',
      default: false,
      describe: 'also empty the cache (kernel, image, disks, programs); the next run makes it anew. Files of others stay',
    })
    .example('$0 clean', 'after kill -9 of a run');
}

export async function run(args: Readonly<Record<string, unknown>>): Promise<number> {
  const withCache = args['cache'] === true;
  const { removed, spared } = await sweepLeftovers();
  for (const item of removed) say(`removed ${item}`);
  if (!withCache) tellSpared(spared);
  if (withCache) await cleanCache();
  else if (removed.length === 0) say(spared.length === 0 ? 'nothing was left behind' : 'nothing else was left behind');
  return EXIT.ok;
}

/** Under the run lock, because a living run reads from the cache. */
async function cleanCache(): Promise<void> {
  const unlock = await takeRunLock('emptying the cache');
  try {
    await refuseWhileInUse();
    const { removed, spared } = await emptyCache();
    const isGone = removed.includes(cacheRoot());
    say(isGone ? `removed ${cacheRoot()}` : `removed ${String(removed.length)} entries of ${cacheRoot()}`);
    tellSpared(spared);
  } finally {
    await unlock();
  }
}

/** A command such as `exec` takes no lock, and one elsewhere may share the cache. @throws HostError */
async function refuseWhileInUse(): Promise<void> {
  const { alive, unjudged } = await findCacheLeftovers();
  const [used] = alive;
  if (used !== undefined) {
    const pid = parseOwnerName(/run-[0-9a-f]+-\d+-\w{8}-\w{8}-\w{8}/.exec(used)?.[0] ?? '')?.pid;
    throw new HostError(`process ${String(pid)} uses the cache (${used}). Wait for it, or end it with: kill ${String(pid)}`);
  }
  if (unjudged.length === 0) return;
  throw new HostError(
    `the cache may be in use by processes that cannot be seen from here:\n${describeSpared(unjudged).join('\n')}`,
  );
}

function tellSpared(spared: readonly Spared[]): void {
  for (const line of describeSpared(spared)) say(`kept ${line}`);
}

function say(line: string): void {
  print(`${line}\n`);
}
