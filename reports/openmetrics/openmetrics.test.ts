import { describe, expect, it } from 'vitest';
import { withHostileIds } from '../../tests/hostile-ids.js';
import { goldenDocument } from '../../tests/simulated-documents.js';
import { openMetricsReporter } from './openmetrics.js';

interface Family {
  readonly name: string;
  readonly unit?: string;
  readonly samples: { readonly labels: Record<string, string>; readonly value: number }[];
}

const LABEL = /([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

/** OpenMetrics 1.0 as this exporter uses it, strictly: TYPE, then UNIT, then HELP, then the family's own samples, then EOF and nothing. */
function parseOpenMetrics(text: string): Family[] {
  const lines = text.split('\n');
  expect(lines.slice(-2)).toEqual(['# EOF', '']);
  const families: Family[] = [];
  for (const line of lines.slice(0, -2)) {
    const [, kind, name, rest] = /^# (TYPE|UNIT|HELP) ([a-z][a-z0-9_]*) ([^\n]+)$/.exec(line) ?? [];
    const family = families.at(-1);
    if (kind === 'TYPE' && name) {
      expect(rest).toBe('gauge');
      families.push({ name, samples: [] });
    } else if (kind !== undefined) {
      expect(name).toBe(family?.name);
      if (kind === 'UNIT') expect(name?.endsWith(`_${rest}`)).toBe(true);
    } else family?.samples.push(readSample(line, family.name));
  }
  expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
  return families;
}

function readSample(line: string, family: string) {
  const [, name, labelText = '', value] = /^([a-z0-9_]+)\{(.*)\} (\S+)$/.exec(line) ?? [];
  expect(name).toBe(family);
  expect(Number(value)).not.toBeNaN();
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < labelText.length) {
    const match = LABEL.exec(labelText);
    if (!match?.[1]) throw new Error(`no labels: ${labelText}`);
    labels[match[1]] = match[2] ?? '';
  }
  return { labels, value: Number(value) };
}

const document = goldenDocument();
const readText = (one = document) => openMetricsReporter.render(one, { baseName: 'report' })[0]?.content ?? '';

describe('OpenMetrics', () => {
  const families = parseOpenMetrics(readText());

  it('has one gauge for each metric and one sample for each series', () => {
    expect(families.map(({ name }) => name)).toContain('twinbench_boot_time_seconds');
    expect(families.map(({ name }) => name)).toContain('twinbench_throughput_operations_per_second');
    expect(families.map(({ name }) => name)).toContain('twinbench_memory_idle_vmm_bytes');
    expect(families.flatMap(({ samples }) => samples)).toHaveLength(document.series.length);
  });

  it('labels environment, workload and accelerator', () => {
    const boot = families.find(({ name }) => name === 'twinbench_boot_time_seconds');
    expect(boot?.samples.map(({ labels }) => labels)).toContainEqual({ environment: 'vm', accelerator: 'tcg' });
    const rate = families.find(({ name }) => name === 'twinbench_throughput_operations_per_second');
    expect(rate?.samples.map(({ labels }) => labels)).toContainEqual({ environment: 'container', workload: 'json' });
  });

  it('is the same for runs that found the same, as GitLab compares text', () => {
    const later = { ...document, run: { ...document.run, id: 'another', startedAt: '2027-01-01T00:00:00.000Z' } };
    expect(readText(later)).toBe(readText());
    for (const { samples } of families) for (const { value } of samples) expect(Number(value.toPrecision(3))).toBe(value);
  });

  it('takes hostile ids, each a label of its own', () => {
    const hostile = parseOpenMetrics(readText(withHostileIds(document)));
    expect(hostile.flatMap(({ samples }) => samples)).toHaveLength(document.series.length);
  });
});
