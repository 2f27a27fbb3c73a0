import { expect, test } from 'vitest';
import type { Disturbance, ResultsDocument } from '../../bench/contract/document.js';
import { simulatedDocument } from '../../tests/simulated-documents.js';
import { buildViewModel } from './view-model.js';

const plain = simulatedDocument({ repetitions: 4, accelerator: 'kvm' });

function onVirtualHost(causes: readonly Disturbance[][] | undefined): ResultsDocument {
  const { noise: _, ...document } = { ...plain, host: { ...plain.host, virtualization: 'amazon' } };
  if (causes === undefined) return document;
  const contaminated = causes.map((own, block) => ({ block, because: own, causes: own }));
  return { ...document, noise: { rule: 'the rule', blocks: 12, contaminated, excluded: true } };
}

test.each<[string, readonly Disturbance[][] | undefined, RegExp]>([
  ['nothing was', [], /other guests\. In no block of this run did it withhold CPU time beyond the limit\.$/],
  ['other programs were', [['other-programs'], ['slow-reference']], /In no block of this run did it withhold/],
  [
    'steal was',
    [['steal'], ['other-programs'], ['other-programs', 'steal']],
    /In 2 of 12 blocks it withheld CPU time beyond the limit\.$/,
  ],
  ['nobody looked', undefined, /other guests\.$/],
])('the hypervisor of a virtual host is blamed for what it took, where %s to blame', (_, causes, expected) => {
  const caveat = buildViewModel(onVirtualHost(causes)).caveats.find(
    ({ title }) => title === 'The host is itself a virtual machine',
  );
  expect(caveat?.text).toMatch(expected);
});

test('the host’s noise before the run names no cause that was not there', () => {
  const noise = { loadAverage: 1.4, stealRatio: 0, governor: 'none', otherCpuRatio: 0.136 };
  const { host } = buildViewModel({ ...plain, host: { ...plain.host, noise } });
  const [text] = host.flatMap(({ label, value }) => (label.startsWith('Noise') ? [value] : []));
  expect(text).toBe('load average 1.40, CPU steal none, other programs’ CPU 13.6 %, governor none');
});
