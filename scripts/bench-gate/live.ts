/** The self-tests of this host as rows: `twinbench selftest all` in a process of its own. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import * as z from 'zod';
import { formatPercent } from '../../bench/contract/figure-text.js';
import { projectRoot } from '../../runtimes/native.js';
import type { Row } from './simulated.js';

const found = z.object({
  rows: z.array(
    z.object({
      promise: z.string(),
      found: z.number(),
      of: z.number(),
      detectable: z.number().optional(),
      outcome: z.enum(['holds', 'broken', 'cannot-tell']),
      because: z.string(),
    }),
  ),
  batches: z.array(z.object({ environmentId: z.string(), seconds: z.number() })),
});

const HOLDS = { holds: 'yes', broken: 'no', 'cannot-tell': 'cannot tell' } as const;
const MAX_MINUTES = 10;

/** @throws Error – it could not be run to its end */
export async function liveRows(comparisons: number): Promise<Row[]> {
  const { rows, batches } = found.parse(JSON.parse(await selftest(comparisons)));
  const shared = batches.filter(({ environmentId }) => environmentId !== 'vm');
  const minutes = shared.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
  return [
    ...rows.map(({ promise, found: caught, of, detectable, outcome, because }) => ({
      promise,
      conditions: detectable === undefined ? 'this host' : `this host shows effects of ${formatPercent(detectable, 2)} and more`,
      found: `${String(caught)} of ${String(of)}`,
      bound: '',
      limit: because,
      holds: HOLDS[outcome],
    })),
    {
      promise: 'the self-tests of bare and container take',
      conditions: `${String(comparisons)} comparisons of each kind`,
      found: `${minutes.toFixed(1)} min`,
      bound: '',
      limit: `${String(MAX_MINUTES)} min`,
      holds: minutes <= MAX_MINUTES ? ('yes' as const) : ('no' as const),
    },
  ];
}

/** Its records stay where those of every self-test do; it says where. */
async function selftest(comparisons: number): Promise<string> {
  const program = path.join(projectRoot, 'scripts', 'twinbench.mjs');
  const words = ['selftest', 'all', '--json', '--comparisons', String(comparisons)];
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  const text = Buffer.concat(chunks).toString();
  if (text === '') throw new Error(`the self-tests ended without a result (${String(child.exitCode)})`);
  return text;
}
