/** What no report was written for: metrics of a new group, and scenarios that say in the document how they are shown. */
import { describe, expect, test } from 'vitest';
import { resultsDocument } from '../../bench/contract/document.js';
import { goldenDocument } from '../../tests/simulated-documents.js';
import { findSection, listFigures, listTable } from './fixtures/section-views.js';
import { buildViewModel } from './view-model.js';

const golden = goldenDocument();

function regrouped(id: string, group: string) {
  return buildViewModel({ ...golden, metrics: golden.metrics.map((one) => (one.id === id ? { ...one, group } : one)) });
}

describe('a metric', () => {
  test('of a known group is drawn in its section', () => {
    expect(listFigures(findSection(buildViewModel(golden), 'memory')).map(({ id }) => id)).not.toContain('stop-time-parts');
    expect(listFigures(findSection(regrouped('stop-time', 'memory'), 'memory')).map(({ id }) => id)).toContain('stop-time-parts');
  });

  test('of a new group has a section of its own', () => {
    const section = findSection(regrouped('cpu-time', 'page-faults'), 'metrics-page-faults');
    expect(section?.title).toBe('Page faults');
    expect(listFigures(section).map(({ id }) => id)).toEqual(['cpu-time-by-workload']);
  });
});

describe('a scenario', () => {
  const definition = {
    ...{ id: 'pause', title: 'Paused', text: 'How long a pause takes.', section: 'pause' },
    figures: [
      { name: 'seconds', title: 'Pause', unit: 'second' },
      { name: 'n', title: 'n', unit: 'count' },
    ],
  };
  const show = (section: string, pause: unknown) =>
    buildViewModel(resultsDocument.parse({ ...golden, scenarios: { pause }, scenarioDefinitions: [{ ...definition, section }] }));
  const summaries = [{ environmentId: 'bare', seconds: 0.25, n: 3 }, { environmentId: 'vm' }];

  test('has a section of its own', () => {
    const view = show('pause', summaries);
    expect(findSection(view, 'scenario-pause')?.title).toBe('Paused');
    expect(listTable(view, 'scenario-pause', 'Paused')).toEqual(['Bare process | 250 ms | 3', 'Virtual machine | – | –']);
  });

  test('or stands in one that there is', () => {
    expect(listTable(show('boot', summaries), 'boot', 'Paused')).toHaveLength(2);
    expect(listTable(show('elasticity', summaries), 'elasticity', 'Paused')).toHaveLength(2);
  });

  test('is left out where its summaries cannot be read', () => {
    for (const pause of [undefined, [], 'x', [{ seconds: 1 }]])
      expect(findSection(show('pause', pause), 'scenario-pause')).toBeUndefined();
  });
});
