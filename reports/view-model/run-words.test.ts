/** What the report says of the run itself: which trials count, whether the host drifted, how to repeat it, what its terms mean. */
import { describe, expect, test } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { goldenDocument, hostileDocument, simulatedDocument } from '../../tests/simulated-documents.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { createContext } from './context.js';
import { formatCountedTrials } from './counted-trials.js';
import { formatDrift } from './drift-sentence.js';
import { reproduceCommand } from './reproduce.js';
import { buildViewModel } from './view-model.js';

const golden = goldenDocument();

describe('which trials count', () => {
  test('the others are counted by why they do not', () => {
    expect(formatCountedTrials(golden)).toBe('140 of 147 trials count: 3 warm-up, 2 failed, 2 timed out');
  });

  test('contaminated blocks that are left out, and trials that were never run', () => {
    const noise = { rule: 'r', blocks: 49, excluded: true, contaminated: [{ block: 5, because: ['x'] }] };
    const run = { ...golden.run, completeness: { ...golden.run.completeness, planned: 150 } };
    expect(formatCountedTrials({ ...golden, noise, run })).toMatch(/^137 of 150 .* 3 warm-up, 3 contaminated, .* 3 not run$/);
    expect(formatCountedTrials({ ...golden, noise: { ...noise, excluded: false } })).not.toContain('contaminated');
  });

  test('all of them', () => {
    const clean = simulatedDocument({ accelerator: 'kvm', repetitions: 2, failEvery: 1_000, warmupBlocks: 0 });
    expect(formatCountedTrials(clean)).toBe('48 of 48 trials count');
  });
});

describe('drift', () => {
  const drifting = (reference: (index: number) => number): ResultsDocument => {
    const trials = golden.trials.map((trial, index) => ({ ...trial, noise: { stealRatio: 0, referenceNs: reference(index) } }));
    return { ...golden, trials };
  };
  const words = (document: ResultsDocument) => formatDrift(createContext(document)).replaceAll('\u00a0', ' ');

  test('a loop that grows slower is a drift, with how much', () => {
    expect(words(drifting((index) => 8e6 + index * 2e4))).toMatch(
      /^The host drifted: the reference loop, .* took 2\d % more time/,
    );
  });

  test('a little, and none', () => {
    expect(words(drifting((index) => 8e6 + index * 500))).toMatch(/^The host hardly drifted/);
    expect(words(drifting((index) => 8e6 + (index % 2) * 1e5))).toMatch(/^No drift of the host is shown/);
  });

  test('without a loop boots tell, and too few tell nothing', () => {
    expect(words(golden)).toContain('booting the bare process took');
    expect(words({ ...golden, series: [] })).toBe('Too few trials to say whether the host drifted.');
  });
});

describe('how to repeat the run', () => {
  test('profile, seed, what was asked for and how it ran', () => {
    expect(reproduceCommand(golden)).toMatch(
      /^npx twinbench run --profile quick --seed 20260115 --scenarios single --environments bare,container,vm --workloads [a-z,-]+ --accel tcg --cpus 2$/,
    );
  });

  test('environments that a scenario adds by itself are not asked for', () => {
    expect(reproduceCommand(evidenceDocument())).toContain('--environments bare,container,vm ');
  });

  test('no command for ids that a shell could take for something else, for other commands, for nothing', () => {
    const hostile = golden.environments.map((one) => ({ ...one, id: '$(reboot)' }));
    const trials = golden.trials.map((one) => ({ ...one, environmentId: '$(reboot)' }));
    expect(reproduceCommand({ ...golden, environments: hostile, trials })).toBe('');
    expect(reproduceCommand({ ...golden, trials: golden.trials.map((one) => ({ ...one, scenario: 'calibration' })) })).toBe('');
    expect(reproduceCommand({ ...golden, trials: [] })).toBe('');
  });
});

test('every verdict that a report shows is explained among its terms', () => {
  for (const document of [golden, evidenceDocument(), hostileDocument()]) {
    const { answer, headline, glossary } = buildViewModel(document);
    const shown = [
      ...answer.rows.flatMap(({ differences }) => differences.map(({ verdict }) => verdict.kind)),
      ...headline.flatMap(({ cells }) => cells.flatMap(({ ratios }) => ratios.map(({ term }) => term))),
    ];
    const explained = glossary.map(({ id }) => id);
    expect(shown.filter((kind) => !explained.includes(kind))).toEqual([]);
    expect(new Set(explained).size).toBe(explained.length);
  }
});
