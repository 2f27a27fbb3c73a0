import { describe, expect, it } from 'vitest';
import { gateDocument, noisy } from '../../tests/gate-documents.js';
import { readOlderText } from '../../tests/older-document.js';
import { simulateRun } from '../../tests/simulate-run.js';
import { type ResultsDocument, resultsDocument } from '../contract/document.js';
import { findInstant } from '../contract/phases.js';
import { parseResults } from '../contract/read.js';
import { analyze } from './analyze.js';
import { completeDocument } from './complete-document.js';

const OLDER = parseResults(readOlderText(), 'older-results.json');

const WHOLE = 'time-to-program';

/** What documents held after marks had left them and before there was a time to the program. */
function withoutMarks(document: ResultsDocument): ResultsDocument {
  const unmarked = (trial: ResultsDocument['trials'][number]) => ({
    ...trial,
    instances: trial.instances.map((instance) => ({ ...instance, marks: [] })),
  });
  return { ...document, trials: document.trials.map(unmarked) };
}

function listOf(document: ResultsDocument, metricId: string) {
  return document.comparisons.filter((one) => one.metricId === metricId);
}

describe('an older document', () => {
  const completed = completeDocument(OLDER);

  it('has no time to the program of its own, and has it afterwards, first', () => {
    expect(OLDER.metrics.some(({ id }) => id === WHOLE)).toBe(false);
    expect(resultsDocument.parse(completed)).toEqual(completed);
    expect([completed.metrics[0]?.id, completed.series[0]?.metricId, completed.comparisons[0]?.metricId]).toEqual([
      WHOLE,
      WHOLE,
      WHOLE,
    ]);
    expect(completeDocument(completed)).toBe(completed);
  });

  it('gives each trial what its marks say, and none to those that have no figures', () => {
    for (const { outcome, instances, measurements } of completed.trials) {
      const value = measurements.find(({ metricId }) => metricId === WHOLE)?.value;
      const marks = instances[0]?.marks ?? [];
      const expected = ((findInstant(marks, 'workload-start') ?? Number.NaN) - (findInstant(marks, 'launcher-start') ?? 0)) / 1e9;
      expect(value).toBe(outcome.status === 'completed' ? expected : undefined);
    }
    expect(
      completed.series
        .filter(({ metricId }) => metricId === WHOLE)
        .map(({ environmentId, summary }) => [environmentId, summary.n]),
    ).toEqual(
      OLDER.series
        .filter(({ metricId }) => metricId === 'boot-time')
        .map(({ environmentId, summary }) => [environmentId, summary.n]),
    );
  });

  it('gets the same from the parts where the marks are gone', () => {
    const { series, comparisons, metrics } = completeDocument(withoutMarks(OLDER));
    expect([series, comparisons, metrics]).toEqual([completed.series, completed.comparisons, completed.metrics]);
  });

  it('compares every pair, in the family that boot time has left', () => {
    const pairs = [
      ['bare', 'container'],
      ['bare', 'vm'],
      ['container', 'vm'],
    ];
    for (const metricId of [WHOLE, 'boot-time'])
      expect(
        listOf(completed, metricId).map(({ baseline, candidate }) => [baseline.environmentId, candidate.environmentId]),
      ).toEqual(pairs);
    expect(listOf(OLDER, 'boot-time').every(({ primary }) => primary === true)).toBe(true);
    expect(listOf(completed, 'boot-time').some(({ primary, pAdjusted }) => primary === true || pAdjusted !== undefined)).toBe(
      false,
    );
    expect(listOf(completed, WHOLE).every(({ primary, pAdjusted }) => primary === true && pAdjusted !== undefined)).toBe(true);
    expect(listOf(completed, 'stop-time')).toEqual(listOf(OLDER, 'stop-time'));
  });
});

it('gives what the analysis of the same records gives', () => {
  const { run, trials, ends } = simulateRun({ seed: 6, repetitions: 12, accelerator: 'kvm' });
  const document = analyze(run, trials, ends);
  const isWhole = ({ metricId }: { readonly metricId: string }) => metricId === WHOLE;
  const older = {
    ...document,
    trials: document.trials.map((trial) => ({ ...trial, measurements: trial.measurements.filter((one) => !isWhole(one)) })),
    metrics: document.metrics.flatMap(({ partOf, standsAlone, ...metric }) => {
      if (metric.id === WHOLE) return [];
      if (standsAlone !== true) return [{ ...metric, ...(partOf !== undefined && { partOf }) }];
      return [metric.id === 'boot-time' ? { ...metric, primary: true } : metric];
    }),
    series: document.series.filter((one) => !isWhole(one)),
    comparisons: document.comparisons.filter((one) => !isWhole(one)),
  };
  expect(completeDocument(older)).toEqual(document);
});

it('leaves a document alone that cannot tell', () => {
  const boots = gateDocument({ 'boot-time/vm': noisy(8, 0.2), 'stop-time/vm': noisy(8, 0.1) });
  expect(completeDocument(boots)).toBe(boots);
  const chance = gateDocument({ 'boot-time/vm': [0.2], 'workload-start-time/vm': [0.1] });
  const scenario = { ...chance, trials: chance.trials.map((trial) => ({ ...trial, scenario: 'boot' })) };
  expect(completeDocument(scenario)).toBe(scenario);
});
