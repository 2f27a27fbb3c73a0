/**
 * CONTRIBUTING.md, followed to the letter in a copy of the repository: one more workload, metric, sampler, scenario, runtime, reporter, command and
 * format of a verdict, each a file and a line. All are built once, and each is run.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseResults } from '../bench/contract/read.js';
import { projectRoot } from '../runtimes/native.js';

const BUILD_DEADLINE_MS = 240_000;
const HEADER = /^\/\/ (\S+?)(?:, list (\w+))?$/;

interface Snippet {
  readonly file: string;
  /** Of what is added to a list; absent for a file. */
  readonly list: string | undefined;
  readonly body: string;
}

/** Blocks of TypeScript whose first line names a file. */
function listSnippets(markdown: string): Snippet[] {
  return [...markdown.matchAll(/^```ts\n(.*)\n((?:.*\n)*?)```$/gm)].flatMap(([, first = '', body = '']) => {
    const [, file, list] = HEADER.exec(first) ?? [];
    return file === undefined ? [] : [{ file, list, body: body.trimEnd() }];
  });
}

const SNIPPETS = listSnippets(readFileSync(path.join(projectRoot, 'CONTRIBUTING.md'), 'utf8'));
/** What was built besides: then only what changes is built anew. */
const COPIED = [
  'bench',
  'reports',
  'runtimes',
  'vm',
  'scripts',
  'tests',
  'docs',
  'dist',
  'package.json',
  'tsconfig.json',
  'biome.json',
];
let copy = '';

function run(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: copy, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${args.join(' ')} ended with ${String(status)}:\n${stdout.slice(-2_000)}\n${stderr.slice(-2_000)}`);
  return stdout;
}

function twinbench(...args: readonly string[]): string {
  return run(process.execPath, 'scripts/twinbench.mjs', ...args);
}

function read(name: string): string {
  return readFileSync(path.join(copy, name), 'utf8');
}

/** The import behind the last one of the file, the entry at the end of the list. */
function addToList(text: string, list: string, body: string): string {
  const lines = body.split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  const entry = lines
    .filter((line) => !line.startsWith('import '))
    .join('\n')
    .replace(/,$/, '');
  const [start, end] = [text.lastIndexOf('\nimport '), text.indexOf(`const ${list}`)];
  if (end < 0) throw new Error(`there is no list ${list}`);
  const closing = text.indexOf('];', end);
  const isOpen = text.slice(0, closing).trimEnd().endsWith(',');
  const behind = text.indexOf(';\n', start) + 2;
  const added = `${text.slice(0, closing).trimEnd()}${isOpen ? '' : ','} ${entry}${text.slice(closing)}`;
  return imports.length === 0 ? added : `${added.slice(0, behind)}${imports.join('\n')}\n${added.slice(behind)}`;
}

function apply({ file, list, body }: Snippet): void {
  const target = path.join(copy, file);
  if (list === undefined && existsSync(target)) throw new Error(`${file} exists`);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, list === undefined ? `${body}\n` : addToList(readFileSync(target, 'utf8'), list, body));
}

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'twinbench-extend-'));
  for (const name of COPIED) cpSync(path.join(projectRoot, name), path.join(copy, name), { recursive: true });
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(copy, 'node_modules'));
  for (const snippet of SNIPPETS) apply(snippet);
  run(process.execPath, 'scripts/build.mjs');
}, BUILD_DEADLINE_MS);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('each is a file and a line', () => {
  const files = SNIPPETS.flatMap(({ file, list }) => (list === undefined ? [file] : []));
  expect(files).toHaveLength(8);
  expect(SNIPPETS.map(({ list }) => list !== undefined)).toEqual(files.flatMap(() => [false, true]));
  for (const { list, body } of SNIPPETS)
    if (list !== undefined) expect(body.split('\n').filter((line) => !line.startsWith('import '))).toHaveLength(1);
});

test('they read as the code here does', () => {
  const files = SNIPPETS.flatMap(({ file, list }) => (list === undefined ? [file] : []));
  run('node_modules/.bin/biome', 'check', ...files);
});

test('a run with all of them: its document, its report, and what the new ones make of it', () => {
  const places = ['--environments', 'bare,small-heap', '--workloads', 'sort', '--scenarios', 'single,second-boot'];
  twinbench('run', '--profile', 'quick', ...places, '--output', 'out');
  const document = parseResults(read('out/latest/results.json'), 'results.json');
  expect(document.run.completeness).toMatchObject({ planned: 12, completed: 12 });
  expect(document.environments.map(({ id }) => id)).toEqual(['bare', 'small-heap']);
  const faults = document.series.filter(({ metricId }) => metricId === 'page-faults');
  expect(faults.map(({ environmentId, workloadId }) => [environmentId, workloadId])).toEqual([
    ['bare', 'sort'],
    ['small-heap', 'sort'],
  ]);
  for (const { summary } of faults) expect(summary.median).toBeGreaterThan(0);
  expect(document.scenarios?.['second-boot']).toMatchObject([
    { environmentId: 'bare', n: 2 },
    { environmentId: 'small-heap', n: 2 },
  ]);

  const page = read('out/latest/report.html');
  for (const shown of ['id="page-faults-by-workload"', 'id="scenario-second-boot"', 'Booted again', 'small-heap'])
    expect(page).toContain(shown);

  expect(twinbench('report', 'out/latest', '--format', 'tsv').trim()).toMatch(/\.tsv$/);
  expect(read('out/latest/report.tsv')).toMatch(/^page-faults\/small-heap\/sort\tcount\t[1-3]\t\d/m);

  expect(twinbench('--help')).toContain('list the environments of a run');
  expect(twinbench('environments', '--help')).toContain('Lists the environments of a run.');
  expect(twinbench('environments', 'out/latest')).toBe('bare (bare)\nsmall-heap (bare)\n');

  twinbench('gate', 'out/latest', 'out/latest', '--no-confirm', '--format', 'one-line', '--output', 'gate');
  expect(read('gate/verdict-line.txt')).toMatch(/^pass: none of \d+ blocking metrics was decided/);

  run('npm', 'run', '-s', 'workloads:record');
  expect(JSON.parse(read('bench/workloads/versions.json'))).toMatchObject({ sort: { version: '1' } });
});
