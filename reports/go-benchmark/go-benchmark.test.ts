import { describe, expect, it } from 'vitest';
import { withHostileIds } from '../../tests/hostile-ids.js';
import { goldenDocument } from '../../tests/simulated-documents.js';
import { evidenceDocument } from '../../tests/simulated-evidence.js';
import { goBenchmarkReporter } from './go-benchmark.js';

interface Parsed {
  readonly config: Map<string, string>;
  readonly units: Map<string, Record<string, string>>;
  readonly results: { readonly name: string; readonly iterations: number; readonly values: Map<string, number> }[];
}

/** The format of golang.org/x/perf/benchfmt, strictly: a line of any other kind, which that reader would skip, is an error here. */
function parseGoBenchmark(text: string): Parsed {
  const parsed: Parsed = { config: new Map(), units: new Map(), results: [] };
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const [, key, value] = /^([a-z][^\sA-Z:]*):[ \t]+(.+)$/.exec(line) ?? [];
    const fields = line.split(/\s+/);
    if (line === '') continue;
    if (key !== undefined && value !== undefined) parsed.config.set(key, value);
    else if (fields[0] === 'Unit' && fields[1]) parsed.units.set(fields[1], Object.fromEntries(fields.slice(2).map(pair)));
    else if (fields[0]?.startsWith('Benchmark')) parsed.results.push(readResult(fields));
    else throw new Error(`no line of the format: ${line}`);
  }
  return parsed;
}

function pair(text: string): [string, string] {
  const [, key, value] = /^([a-z]+)=(\w+)$/.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new Error(`expected key=value: ${text}`);
  return [key, value];
}

function readResult([name = '', iterations, ...rest]: readonly string[]): Parsed['results'][number] {
  const values = new Map<string, number>();
  if (rest.length === 0 || rest.length % 2 !== 0) throw new Error(`values and units do not pair: ${rest.join(' ')}`);
  for (let index = 0; index < rest.length; index += 2) {
    const value = Number(rest[index]);
    if (!Number.isFinite(value) || !rest[index + 1]) throw new Error(`no measurement: ${rest[index]}`);
    values.set(rest[index + 1] ?? '', value);
  }
  return { name, iterations: Number(iterations), values };
}

const document = goldenDocument();
const render = (one = document) => parseGoBenchmark(goBenchmarkReporter.render(one, { baseName: 'report' })[0]?.content ?? '');

describe('the Go benchmark format', () => {
  const parsed = render();

  it('has every value that counts, once', () => {
    const values = parsed.results.flatMap((result) => [...result.values.values()]).sort((a, b) => a - b);
    const expected = document.series.flatMap(({ points }) => points.map(({ value }) => value)).sort((a, b) => a - b);
    expect(values).toEqual(expected);
    expect(new Set(parsed.results.map(({ iterations }) => iterations))).toEqual(new Set([1]));
  });

  it('leaves out what the noise rule leaves out of every comparison', () => {
    const contaminated = evidenceDocument();
    const points = contaminated.series.flatMap((series) => series.points);
    const left = points.filter((point) => point.contaminated !== true).length;
    expect(left).toBeLessThan(points.length);
    expect(render(contaminated).results.reduce((sum, { values }) => sum + values.size, 0)).toBe(left);
  });

  it('tells each unit its direction', () => {
    const used = new Set(parsed.results.flatMap(({ values }) => [...values.keys()]));
    expect(new Set(parsed.units.keys())).toEqual(used);
    expect(parsed.units.get('boot-time-sec')).toEqual({ better: 'lower', assume: 'nothing' });
    expect(parsed.units.get('throughput-ops/s')).toEqual({ better: 'higher', assume: 'nothing' });
  });

  it('names environment, workload and accelerator, and never what would be read as GOMAXPROCS', () => {
    const names = new Set(parsed.results.map(({ name }) => name));
    expect(names).toContain('BenchmarkTwinbench/environment=vm/accelerator=tcg');
    expect(names).toContain('BenchmarkTwinbench/environment=container/workload=json/accelerator=none');
    for (const name of names) expect(name).not.toMatch(/-\d+$/);
  });

  it('takes hostile ids', () => {
    const hostile = render(withHostileIds(document));
    expect(hostile.results).toHaveLength(parsed.results.length);
    for (const { name } of hostile.results) expect(name.split('/')).toHaveLength(name.includes('/workload=') ? 4 : 3);
    expect([...hostile.config.keys()]).toEqual([...parsed.config.keys()]);
  });
});
