/** Empties the cache, unless somebody uses it. */
import { emptyCache, findCacheLeftovers } from '../../runtimes/cache-contents.js';
import { parseOwnerName } from '../../runtimes/owner.js';
import { HostError } from '../contract/errors.js';
import { describeSpared } from '../harness/leftovers.js';
import { takeRunLock } from './run-lock.js';

/** Under the run lock, because a living run reads from the cache. @throws HostError – somebody else may use it */
export async function cleanCache(): ReturnType<typeof emptyCache> {
  const unlock = await takeRunLock('emptying the cache');
  try {
    await refuseWhileInUse();
    return await emptyCache();
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
