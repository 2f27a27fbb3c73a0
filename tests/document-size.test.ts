/** What a results document holds of the raw records, and what long runs come to. */
import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../bench/analysis/analyze.js';
import { renderReports } from '../bench/cli/render-reports.js';
import type { ResultsDocument } from '../bench/contract/document.js';
import type { TrialRecord } from '../bench/contract/record.js';
import { analyzeFolder } from '../bench/driver/analyze-folder.js';
import { readDocument } from '../bench/results/document-file.js';
import { buildViewModel } from '../reports/view-model/view-model.js';
import { scratchFolder } from './scratch.js';
import { simulateRun } from './simulate-run.js';
import { withPeriodicReadings } from './simulated-readings.js';

const folder = scratchFolder('twinbench-size-');

const { run, trials, ends } = simulateRun({ seed: 12, repetitions: 3, accelerator: 'kvm' });
const withReadings = (count: number) => trials.map((trial) => withPeriodicReadings(trial, count));

/** As documents were before the readings stayed in trials.jsonl. */
function olderDocument(document: ResultsDocument, records: readonly TrialRecord[]): ResultsDocument {
  const { memoryCourses: _, ...others } = document;
  const byId = new Map(records.map((record) => [record.id, record]));
  return { ...others, trials: document.trials.map((trial) => ({ ...trial, ...byId.get(trial.id) })) };
}

describe('a results document', () => {
  it('holds no readings, marks or reports of workloads, however many there are', () => {
    const [few, many] = [withReadings(20), withReadings(2000)].map((records) => analyze(run, records, ends));
    expect(JSON.stringify(many?.trials)).not.toMatch(/"(sampler|values|tNs|samplesNs|exit)":/);
    expect(JSON.stringify(many?.trials).length).toBeLessThan(JSON.stringify(few?.trials).length * 1.1);
    expect(JSON.stringify(many, null, 1).length / trials.length).toBeLessThan(10_000);
  });

  it('keeps the course of memory that its page draws, the same as from all readings', () => {
    const records = withReadings(150);
    const document = analyze(run, records, ends);
    expect(document.memoryCourses?.length).toBeGreaterThan(3);
    const view = buildViewModel(document);
    expect(JSON.stringify(view)).toContain('memory-course-');
    expect(view).toEqual(buildViewModel(olderDocument(document, records)));
  });

  it('is written from trials.jsonl, a line for each trial, and gives the report that a fresh run gives', async () => {
    const records = [run, ...withReadings(50), ...ends].map((record) => `${JSON.stringify(record)}\n`);
    writeFileSync(path.join(folder, 'trials.jsonl'), records.join(''));
    const fresh = await analyzeFolder(folder);
    const text = readFileSync(path.join(folder, 'results.json'), 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(fresh)));
    expect(text.split('\n').filter((line) => line.startsWith('  {"record":"trial"'))).toHaveLength(trials.length);
    expect(text.length).toBeLessThan(JSON.stringify(fresh).length * 1.05);
    const render = async (document: ResultsDocument) => {
      const files = await renderReports(document, folder, ['html', 'md', 'csv']);
      return files.map((file) => readFileSync(file, 'utf8'));
    };
    expect(await render(await readDocument(folder))).toEqual(await render(fresh));
  });

  it('of more figures than a call can have arguments is shown', () => {
    const document = analyze(run, trials, ends);
    const long = document.series.find(({ metricId }) => metricId === 'boot-time');
    const points = Array.from({ length: 130_000 }, () => long?.points.slice(0, 1) ?? []).flat();
    const series = document.series.map((one) => (one === long ? { ...one, points } : one));
    const figures = buildViewModel({ ...document, series }).sections.flatMap(({ groups }) =>
      groups.flatMap((group) => group.figures),
    );
    expect(figures.map(({ id }) => id)).toContain('boot-time-order');
  });

  it('too long to be read at once is named, with the way to a shorter one', async () => {
    const own = mkdtempSync(path.join(folder, 'long-'));
    writeFileSync(path.join(own, 'results.json'), '');
    truncateSync(path.join(own, 'results.json'), 3 * 2 ** 30);
    await expect(readDocument(own)).rejects.toMatchObject({
      problem: 'too-long',
      message: expect.stringMatching(/results\.json: the file is longer than .* twinbench analyze/),
    });
  });
});
