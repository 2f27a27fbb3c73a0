import { expect, it } from 'vitest';
import type { ResultsDocument } from '../../bench/contract/document.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { buildViewModel } from './view-model.js';

const full = evidenceDocument();

function readText(title: RegExp, change: Partial<ResultsDocument>): string | undefined {
  return buildViewModel({ ...full, ...change }).caveats.find((caveat) => title.test(caveat.title))?.text;
}

it('says that disk workloads were refused only where some were', () => {
  const host = { ...full.host, filesystem: { type: 'tmpfs', memoryBacked: true } };
  expect(readText(/to memory/, { host })).toBe('Their folders lie on tmpfs.');
  const outcome = { status: 'skipped', code: 'refused', message: 'm' } as const;
  const trials = full.trials.map((trial, index) => (index === 0 ? { ...trial, outcome } : trial));
  expect(readText(/to memory/, { host, trials })).toBe('Their folders lie on tmpfs; disk workloads were refused.');
});

it('says that limits were not available without root only where there was no control group', () => {
  const environments = full.environments.map(({ container, ...one }) => ({
    ...one,
    ...(container && { container: { ...container, rootless: true } }),
  }));
  expect(readText(/without root/, { environments })).toBe('Its start includes a user namespace.');
  const host = { ...full.host, cgroup: { layout: 'none' } as const };
  expect(readText(/without root/, { environments, host })).toContain('not available');
});
