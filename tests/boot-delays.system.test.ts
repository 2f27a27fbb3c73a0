import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from './scratch.js';
import { readResults, twinbench } from './twinbench.js';

const folder = scratchFolder('twinbench-delays-');

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
