/** The self-tests of this host as rows: `twinbench selftest all` in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
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
});

const HOLDS = { holds: 'yes', broken: 'no', 'cannot-tell': 'cannot tell' } as const;
const MOST_MINUTES = 10;

/** @throws Error – it could not be run to its end */
export async function liveRows(comparisons: number): Promise<Row[]> {
  const output = await mkdtemp(path.join(tmpdir(), 'twinbench-gate-'));
  try {
    const startedMs = performance.now();
    const { rows } = found.parse(JSON.parse(await selftest(comparisons, output)));
    const minutes = (performance.now() - startedMs) / 60_000;
    return [
      ...rows.map(({ promise, found: caught, of, detectable, outcome, because }) => ({
        promise,
        conditions:
          detectable === undefined ? 'this host' : `this host shows effects of ${(100 * detectable).toPrecision(2)} % and more`,
        found: `${String(caught)} of ${String(of)}`,
        bound: '',
        limit: because,
        holds: HOLDS[outcome],
      })),
      {
        promise: 'the self-tests take',
        conditions: `${String(comparisons)} comparisons of each kind`,
        found: `${minutes.toFixed(1)} min`,
        bound: '',
        limit: `${String(MOST_MINUTES)} min`,
        holds: minutes <= MOST_MINUTES ? ('yes' as const) : ('no' as const),
      },
    ];
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

async function selftest(comparisons: number, output: string): Promise<string> {
  const program = path.join(projectRoot, 'scripts', 'twinbench.mjs');
  const words = ['selftest', 'all', '--json', '--comparisons', String(comparisons), '--output', output];
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  const text = Buffer.concat(chunks).toString();
  if (text === '') throw new Error(`the self-tests ended without a result (${String(child.exitCode)})`);
  return text;
}
