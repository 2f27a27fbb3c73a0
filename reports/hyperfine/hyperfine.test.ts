import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { withHostileIds } from '../../tests/hostile-ids.js';
import { goldenDocument } from '../../tests/simulated-documents.js';
import { hyperfineReporter } from './hyperfine.js';

/** Every member that hyperfine writes, as it writes it, and none besides. */
const exported = z.strictObject({
  results: z
    .array(
      z
        .strictObject({
          command: z.string().min(1),
          mean: z.number(),
          stddev: z.number().nullable(),
          median: z.number(),
          user: z.number(),
          system: z.number(),
          min: z.number(),
          max: z.number(),
          times: z.array(z.number()).min(1),
          exit_codes: z.array(z.number().int().nullable()),
          parameters: z.record(z.string(), z.string()),
        })
        .refine(({ times, exit_codes }) => times.length === exit_codes.length, 'one exit code for each time'),
    )
    .min(1),
});

const document = goldenDocument();
const render = (one = document) =>
  exported.parse(JSON.parse(hyperfineReporter.render(one, { baseName: 'report' })[0]?.content ?? ''));

describe("hyperfine's export", () => {
  const { results } = render();

  it('has all times and no other metric', () => {
    const times = new Set(document.metrics.filter(({ unit }) => unit === 'second').map(({ id }) => id));
    expect(results).toHaveLength(document.series.filter(({ metricId }) => times.has(metricId)).length);
    expect(results.find(({ command }) => command === 'boot-time/vm (tcg)')?.parameters).toEqual({
      metric: 'boot-time',
      environment: 'vm',
      accelerator: 'tcg',
      cpu_time: 'not measured',
    });
  });

  it('has summaries that follow from its times', () => {
    for (const { times, min, max, mean } of results) {
      expect([Math.min(...times), Math.max(...times)]).toEqual([min, max]);
      expect(times.reduce((sum, time) => sum + time, 0) / times.length).toBeCloseTo(mean, 10);
    }
  });

  it('takes hostile ids', () => {
    expect(render(withHostileIds(document)).results).toHaveLength(results.length);
  });
});
