import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { ResultsDocument } from '../bench/contract/document.js';
import { scratchFolder } from './scratch.js';
import { leftovers, liveInstances, readResults, startTwinbench, twinbench } from './twinbench.js';

const MIB = 2 ** 20;
/** Of guests emulated on a busy host. */
const DEADLINE_MS = 420_000;
const LAST_LOOK_SECONDS = 6;
const IDLE_SECONDS = 2;
const MANY = 10;
const SHORT_WAITS = {
  'idle-window': IDLE_SECONDS * 1000,
  'churn-box': 500,
  'peak-rest': 1_000,
  'peak-watch': LAST_LOOK_SECONDS * 1000,
  'density-settle': 100,
};
const folder = scratchFolder('twinbench-scenarios-');

vi.setConfig({ testTimeout: DEADLINE_MS });

/** For a run that goes on beside others. */
function surroundings(name: string): NodeJS.ProcessEnv {
  const waits = Object.entries(SHORT_WAITS).map(([wait, ms]) => `${wait}=${String(ms)}`);
  return { TWINBENCH_TEST_LOCK: path.join(folder, `${name}.lock`), TWINBENCH_TEST_WAITS: waits.join(',') };
}

async function measure(name: string, args: readonly string[]): Promise<ResultsDocument> {
  const output = path.join(folder, name);
  const running = startTwinbench(['run', '--profile', 'quick', ...args, '--output', output], { env: surroundings(name) });
  const { code, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  expect(leftovers(running.child.pid ?? 0)).toEqual([]);
  return readResults(output);
}

describe.concurrent('scenarios', () => {
  it('has 20 containers alive at once and started together, and accounts for them', async () => {
    const { scenarios, trials } = await measure('containers', [
      '--density',
      '20',
      '--scenarios',
      'density',
      '--environments',
      'container',
    ]);
    expect(scenarios?.density).toMatchObject([{ environmentId: 'container', instances: 20, stoppedBecause: 'count-reached' }]);
    const { accountedBytes = 0, points = [] } = scenarios?.density?.[0] ?? {};
    expect(points.map(({ instances }) => instances)).toEqual(Array.from({ length: 21 }, (_, index) => index));
    expect(accountedBytes).toBeGreaterThan(3 * MIB);
    expect(accountedBytes).toBeLessThan(64 * MIB);
    expect(trials.find(({ scenario }) => scenario === 'density')?.instances).toHaveLength(20);
    expect(scenarios?.together).toMatchObject([{ environmentId: 'container', instances: 20, n: 1 }]);
  });

  it('has 3 guests alive at once and started together', async () => {
    const { scenarios } = await measure('guests', ['--density', '3', '--scenarios', 'density', '--environments', 'vm']);
    expect(scenarios?.density).toMatchObject([{ environmentId: 'vm', instances: 3, stoppedBecause: 'count-reached' }]);
    expect(scenarios?.density?.[0]?.accountedBytes).toBeGreaterThan(64 * MIB);
    expect(scenarios?.together).toMatchObject([{ environmentId: 'vm', instances: 3, n: 1 }]);
  });

  it('measures idle CPU, cold boots and churn', async () => {
    const args = ['--scenarios', 'idle,cold,churn', '--environments', 'bare,container'];
    const { scenarios, trials } = await measure('small', args);
    for (const summary of scenarios?.idle ?? []) {
      expect(summary.windowSeconds).toBeGreaterThanOrEqual(IDLE_SECONDS);
      expect(summary.cpuRatio).toBeLessThan(0.5);
    }
    expect(scenarios?.idle).toHaveLength(2);
    expect(scenarios?.churn?.every(({ cycles, cyclesPerSecond }) => cycles >= 2 && cyclesPerSecond > 0)).toBe(true);
    expect(scenarios?.cold).toHaveLength(2);
    for (const { findings } of trials.filter(({ scenario }) => scenario === 'cold')) {
      expect(findings?.['fileBytes']).toBeGreaterThan(MIB);
      expect(findings?.['cachedBytes']).toBeLessThan(Number(findings?.['fileBytes']) / 2);
    }
  });

  it('sees a container hand a peak back, and a VM only with a balloon', async () => {
    const args = ['--scenarios', 'elasticity', '--environments', 'container,vm', '--peak', '96M'];
    const { scenarios, environments } = await measure('elastic', args);
    expect(environments.map(({ id, vm }) => [id, vm?.freePageReporting])).toEqual([
      ['container', undefined],
      ['vm', false],
      ['vm-balloon', true],
    ]);
    const returned = (id: string, seconds: number) =>
      scenarios?.elasticity
        ?.find(({ environmentId }) => environmentId === id)
        ?.returned.find(({ afterSeconds }) => afterSeconds === seconds)?.ratio;
    expect(returned('container', 1)).toBeGreaterThan(0.9);
    expect(returned('vm', LAST_LOOK_SECONDS)).toBeLessThan(0.2);
    expect(returned('vm-balloon', LAST_LOOK_SECONDS)).toBeGreaterThan(0.7);
  });

  it('ends at its budget, in order, with nothing to resume', async () => {
    const output = path.join(folder, 'budget');
    const args = ['run', '--environments', 'container', '--workloads', 'json', '--scenarios', 'single,churn', '--output', output];
    const env = surroundings('budget');
    const { code, stderr } = await twinbench([...args, '--budget', '2s', '--until-precision', '1%'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    const { run, warnings } = await readResults(output);
    expect(run).toMatchObject({ stopReason: 'budget-ended', stopRule: { precisionRatio: 0.01, budgetSeconds: 2 } });
    expect(run.completeness.completed).toBeLessThan(run.completeness.planned);
    expect(warnings.map(({ code }) => code)).not.toContain('run-incomplete');
    expect(await twinbench(['run', '--resume', '--output', output], { env })).toMatchObject({ code: 2 });
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('leaves nothing after %s in the middle of many instances', async (signal) => {
    const output = path.join(folder, signal);
    const args = ['--density', '40', '--scenarios', 'density', '--environments', 'container', '--output', output];
    const running = startTwinbench(['run', '--profile', 'quick', ...args], { env: surroundings(signal) });
    await running.said('density, container');
    while (liveInstances(running.child.pid ?? 0).length < MANY) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(leftovers(running.child.pid ?? 0)).not.toEqual([]);
    running.child.kill(signal);
    await running.ended;
    if (signal === 'SIGKILL') await twinbench(['clean']);
    expect(leftovers(running.child.pid ?? 0)).toEqual([]);
  });
});
