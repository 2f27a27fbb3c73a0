import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { withHostileIds } from '../../tests/hostile-ids.js';
import { goldenDocument } from '../../tests/simulated-documents.js';
import { benchmarkActionReporter } from './benchmark-action.js';

/** What github-action-benchmark reads of an entry, and nothing else. */
const entries = z
  .array(
    z.strictObject({
      name: z.string().min(1),
      unit: z.string().min(1),
      value: z.number(),
      range: z.string().optional(),
      extra: z.string().optional(),
    }),
  )
  .min(1);

const document = goldenDocument();
const render = (one = document) =>
  benchmarkActionReporter.render(one, { baseName: 'report' }).map(({ path, content }) => ({
    path,
    entries: entries.parse(JSON.parse(content)),
  }));

describe('input of github-action-benchmark', () => {
  const [smaller, bigger] = render();

  it('is one file for each direction, without metrics that have none', () => {
    expect([smaller?.path, bigger?.path]).toEqual(['report-smaller-is-better.json', 'report-bigger-is-better.json']);
    const directions = new Map(document.metrics.map(({ id, direction }) => [id, direction]));
    const idsOf = (file: typeof smaller) => new Set(file?.entries.map(({ name }) => directions.get(name.split('/')[0] ?? '')));
    expect(idsOf(smaller)).toEqual(new Set(['lower-is-better']));
    expect(idsOf(bigger)).toEqual(new Set(['higher-is-better']));
    const judged = document.series.filter(({ metricId }) => directions.get(metricId) !== 'neutral');
    expect((smaller?.entries.length ?? 0) + (bigger?.entries.length ?? 0)).toBe(judged.length);
  });

  it('has names that are unique, being the join key, and that tell an emulated VM from one on KVM', () => {
    const names = [...(smaller?.entries ?? []), ...(bigger?.entries ?? [])].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('boot-time/vm (tcg)');
    expect(names).not.toContain('boot-time/vm');
  });

  it('keeps one unit for a metric, and gives ranges from which the action draws error bars', () => {
    const boot = smaller?.entries.find(({ name }) => name === 'boot-time/bare');
    const summary = document.series.find(
      ({ metricId, environmentId }) => metricId === 'boot-time' && environmentId === 'bare',
    )?.summary;
    expect(boot).toMatchObject({ unit: 'ms', value: (summary?.median ?? 0) * 1e3 });
    for (const { range } of smaller?.entries ?? [])
      if (range !== undefined) expect(Number(/^± (\d.+)$/.exec(range)?.[1])).not.toBeNaN();
  });

  it('has no file that would be empty', () => {
    const neutral = document.metrics.map((metric) => ({ ...metric, direction: 'neutral' as const }));
    expect(render({ ...document, metrics: neutral })).toEqual([]);
  });

  it('takes hostile ids', () => {
    for (const file of render(withHostileIds(document))) for (const { name } of file.entries) expect(name).not.toMatch(/\p{Cc}/u);
  });
});
