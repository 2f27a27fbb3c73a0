/** The parts of a boot, told apart by a delay in one of them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseResults } from '../bench/contract/read.js';
import { twinbench } from './twinbench.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinbench-delays-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function readResults(output: string): Promise<ReturnType<typeof parseResults>> {
  const file = path.join(output, 'latest', 'results.json');
  return parseResults(await readFile(file, 'utf8'), file);
}

describe('twinbench run', () => {
  it('puts an injected delay into its own part of boot and no other', async () => {
    const output = path.join(folder, 'delayed');
    const env = { TWINBENCH_TEST_DELAYS: 'isolate=200' };
    await twinbench(['run', '--profile', 'quick', '--environments', 'container', '--workloads', 'json', '--output', output], {
      env,
    });
    const { series } = await readResults(output);
    const minimum = (id: string): number => series.find((one) => one.metricId === id)?.summary.min ?? Number.NaN;
    const maximum = (id: string): number => series.find((one) => one.metricId === id)?.summary.max ?? Number.NaN;
    expect(minimum('boot-time.isolate')).toBeGreaterThan(0.2);
    expect(maximum('boot-time.launch')).toBeLessThan(0.1);
    expect(maximum('boot-time.supervise')).toBeLessThan(0.1);
  });
});
