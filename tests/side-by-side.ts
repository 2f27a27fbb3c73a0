/**
 * Set-up of each test file that runs beside another: what the two could meet in is its worker's own. The first worker has the user's cache,
 * which is warm; the others have copies of it.
 */
import path from 'node:path';
import { cacheRoot } from '../runtimes/cache.js';
import { copiedCache } from './copied-caches.js';

const slot = process.env['VITEST_POOL_ID'] ?? '1';
if (slot !== '1') process.env['TWINBENCH_CACHE'] = copiedCache(Number(slot));
process.env['TWINBENCH_TEST_SLOT'] = slot;
process.env['TWINBENCH_TEST_LOCK'] = path.join(cacheRoot(), 'run.lock');
