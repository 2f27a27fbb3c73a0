import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readOlderText } from '../../tests/older-document.js';
import { scratchFolder } from '../../tests/scratch.js';
import { GENERATOR } from '../../tests/simulated-facts.js';
import { parsePolicy } from '../contract/parse-policy.js';
import { DEFAULT_POLICY, type Policy } from '../contract/policy.js';
import { parseResults } from '../contract/read.js';
import { readSide } from '../history/sides.js';
import { readDocument } from '../results/document-file.js';
import { gate } from './gate.js';

const folder = scratchFolder('twinbench-older-');
beforeAll(() => writeFileSync(path.join(folder, 'results.json'), readOlderText()));

async function judge(policy: Policy) {
  const [baseline, newer] = [await readSide(folder), await readDocument(path.join('tests', 'golden'))];
  return gate({
    baseline,
    candidate: { documents: [{ ...newer, run: { ...newer.run, id: 'newer' } }] },
    design: 'runs',
    policy,
    today: '2026-01-20',
    generator: GENERATOR,
    seed: 1,
  });
}

const gatesOf = ({ metrics }: Awaited<ReturnType<typeof judge>>, metricId: string) =>
  new Set(metrics.filter((one) => one.metricId === metricId).map((one) => one.gate));

describe('a baseline that was measured before there was a time to the program', () => {
  it('has it once it is read, and is held to it', async () => {
    expect(parseResults(readOlderText(), 'results.json').metrics.map(({ id }) => id)).not.toContain('time-to-program');
    const verdict = await judge(DEFAULT_POLICY);
    expect(verdict.added.map(({ metricId }) => metricId)).not.toContain('time-to-program');
    expect([gatesOf(verdict, 'time-to-program'), gatesOf(verdict, 'boot-time')]).toEqual([
      new Set(['block']),
      new Set(['advisory']),
    ]);
  });

  it('still blocks by boot time where the policy says so', async () => {
    const policy = parsePolicy('{"schemaVersion":1,"metrics":[{"match":"boot-time","gate":"block"}]}', 'policy.json');
    expect(gatesOf(await judge(policy), 'boot-time')).toEqual(new Set(['block']));
  });
});
