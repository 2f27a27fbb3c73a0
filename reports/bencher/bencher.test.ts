import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { withHostileIds } from '../../tests/hostile-ids.js';
import { goldenDocument } from '../../tests/simulated-documents.js';
import { bencherReporter } from './bencher.js';

/** The published shape, with Bencher's limits on names, and nothing besides. */
const metric = z.strictObject({ value: z.number(), lower_value: z.number().optional(), upper_value: z.number().optional() });
const format = z.record(z.string().min(1).max(1_024), z.record(z.string().regex(/^[a-z0-9-]{1,64}$/), metric));

const document = goldenDocument();
const render = (one = document) =>
  format.parse(JSON.parse(bencherReporter.render(one, { baseName: 'report' })[0]?.content ?? ''));

describe('Bencher Metric Format', () => {
  it('has every series with its interval, in base units', () => {
    const benchmarks = render();
    expect(Object.values(benchmarks).flatMap((measures) => Object.keys(measures))).toHaveLength(document.series.length);
    const series = document.series.find(
      ({ metricId, environmentId }) => metricId === 'boot-time' && environmentId === 'container',
    );
    expect(benchmarks['container']?.['boot-time']).toEqual({
      value: series?.summary.median,
      lower_value: series?.summary.interval?.low,
      upper_value: series?.summary.interval?.high,
    });
    expect(benchmarks['container/json']?.['throughput']?.value).toBeGreaterThan(0);
    expect(benchmarks['vm (tcg)']).toBeDefined();
    expect(benchmarks['vm']).toBeUndefined();
  });

  it('takes hostile ids, each by itself', () => {
    const benchmarks = render(withHostileIds(document));
    expect(Object.values(benchmarks).flatMap((measures) => Object.keys(measures))).toHaveLength(document.series.length);
  });
});
