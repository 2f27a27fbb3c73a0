/** What is written for CI systems, read by programs that are not ours: xmllint, Prometheus' own parser, GitHub's own workflow parser, bash. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { reportToRunner, writeVerdictReports } from '../bench/cli/verdict-reports.js';
import { findProgram } from '../bench/host/programs.js';
import { renderJunit } from '../reports/ci/junit.js';
import { openMetricsReporter } from '../reports/openmetrics/openmetrics.js';
import { projectRoot } from '../runtimes/native.js';
import { HOSTILE_ID, withHostileIds } from './hostile-ids.js';
import { goldenDocument } from './simulated-documents.js';
import { hostileVerdict, missingVerdict, parsed, regressedVerdict } from './simulated-verdicts.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'twinbench-ci-formats-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Debian's, whose packages others on the path do not see. */
const PYTHON = '/usr/bin/python3';

function missing(what: string): void {
  process.stderr.write(`SKIPPED: ${what} is not installed; npm test installs it where it may.\n`);
}

function run(program: string, args: readonly string[], input = '', env: NodeJS.ProcessEnv = process.env) {
  const { status, stdout, stderr } = spawnSync(program, args, { input, env, encoding: 'utf8', maxBuffer: 1e8 });
  return { status, stdout, stderr };
}

describe('JUnit XML', () => {
  it.each([
    ['a regression', regressedVerdict],
    ['missing metrics', missingVerdict],
    ['hostile text', () => hostileVerdict(regressedVerdict())],
  ])('of %s is well-formed to libxml2', (_, verdictOf) => {
    if (findProgram('xmllint') === undefined) return missing('xmllint (libxml2-utils)');
    const { status, stderr } = run('xmllint', ['--noout', '--nonet', '-'], renderJunit(verdictOf()));
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

const PROMETHEUS = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
families = text_string_to_metric_families(sys.stdin.read())
print(json.dumps([[f.name, f.type, f.unit, [[s.name, s.labels, s.value] for s in f.samples]] for f in families]))
`;
const families = z.array(
  z.tuple([z.string(), z.string(), z.string(), z.array(z.tuple([z.string(), z.record(z.string(), z.string()), z.number()]))]),
);

describe('OpenMetrics', () => {
  it.each([
    ['the golden document', goldenDocument],
    ['hostile ids', () => withHostileIds(goldenDocument())],
  ])('of %s is read by the parser of prometheus_client', (_, documentOf) => {
    const hasParser = existsSync(PYTHON) && run(PYTHON, ['-c', 'import prometheus_client.openmetrics.parser']).status === 0;
    if (!hasParser) return missing('python3-prometheus-client');
    const document = documentOf();
    const text = openMetricsReporter.render(document, { baseName: 'report' })[0]?.content ?? '';
    const { stdout, stderr } = run(PYTHON, ['-c', PROMETHEUS], text);
    expect(stderr).toBe('');
    const read = families.parse(JSON.parse(stdout));
    expect(read.flatMap(([, , , samples]) => samples)).toHaveLength(document.series.length);
    const units = new Set(read.map(([, , unit]) => unit));
    expect([...units]).toEqual(expect.arrayContaining(['seconds', 'bytes', 'operations_per_second']));
  });
});

/** GitHub's parser imports its schema in a way that Node 20 does not know; bundled, it is plain code. */
const ENTRY = `
export { parseWorkflow, NoOperationTraceWriter } from '@actions/workflow-parser';
export { parseAction } from '@actions/workflow-parser/actions/action-parser';
`;

const composite = z.object({ runs: z.object({ steps: z.array(z.object({ run: z.string().optional() })) }) });

describe('workflows and the action', () => {
  let errorsOf: (kind: 'workflow' | 'action', name: string, content: string) => string[];

  beforeAll(async () => {
    const outfile = path.join(scratch, 'workflow-parser.mjs');
    const stdin = { contents: ENTRY, resolveDir: projectRoot };
    await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' });
    const parser: typeof import('@actions/workflow-parser') & typeof import('@actions/workflow-parser/actions/action-parser') =
      await import(pathToFileURL(outfile).href);
    errorsOf = (kind, name, content) => {
      const trace = new parser.NoOperationTraceWriter();
      const parse = kind === 'action' ? parser.parseAction : parser.parseWorkflow;
      return parse({ name, content }, trace).context.errors.getErrors().map(String);
    };
  });

  const workflows = path.join(projectRoot, '.github', 'workflows');

  it.each(readdirSync(workflows))('%s is a workflow to GitHub’s parser', (file) => {
    const content = readFileSync(path.join(workflows, file), 'utf8');
    expect(errorsOf('workflow', file, content)).toEqual([]);
    expect(errorsOf('workflow', file, content.replace('runs-on:', 'run-on:'))).not.toEqual([]);
  });

  it('runs other people’s actions by their digest only, with the tag beside it', () => {
    const files = [
      ...readdirSync(workflows).map((name) => path.join(workflows, name)),
      path.join(projectRoot, '.github', 'actions', 'twinbench', 'action.yml'),
      path.join(projectRoot, 'docs', 'ci.md'),
    ];
    const used = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^\s*- uses: (.+)$|^\s+uses: (.+)$/gm)]);
    const foreign = used.map(([, first, other]) => first ?? other ?? '').filter((name) => !/^(\.\/|OWNER\/)/.test(name));
    expect(foreign.length).toBeGreaterThan(5);
    expect(foreign.filter((name) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(name))).toEqual([]);
  });

  it('the action is an action to it, and puts no input into a script', () => {
    const content = readFileSync(path.join(projectRoot, '.github', 'actions', 'twinbench', 'action.yml'), 'utf8');
    expect(errorsOf('action', 'action.yml', content)).toEqual([]);
    expect(errorsOf('action', 'action.yml', content.replace('using:', 'uses:'))).not.toEqual([]);
    const scripts = composite.parse(parseYaml(content)).runs.steps.flatMap(({ run: script }) => script ?? []);
    expect(scripts).toHaveLength(3);
    for (const script of scripts) expect(script).not.toContain('${{');
  });
});

const SCRIPT = path.join(projectRoot, '.github', 'actions', 'twinbench', 'run.sh');

describe('the script of the action', () => {
  const asked = (inputs: NodeJS.ProcessEnv) => run('bash', [SCRIPT], '', { ...process.env, INPUT_SUDO: 'false', ...inputs });

  it('hands every line on as one word that no shell reads, and ends with the command’s code', () => {
    const witness = path.join(scratch, 'run-by-a-shell');
    const hostile = `$(touch ${witness}); \`touch ${witness}\` "; touch ${witness} #`;
    const { status, stderr } = asked({ INPUT_COMMAND: 'report', INPUT_ARGS: `${hostile}\n--format\nmd` });
    expect(status).toBe(2);
    expect(stderr).toContain(`no results folder at ${hostile}`);
    expect(existsSync(witness)).toBe(false);
  });

  it('passes policy, baseline and profile as options', () => {
    const { status, stderr } = asked({
      INPUT_COMMAND: 'report',
      INPUT_BASELINE: 'a b',
      INPUT_POLICY: 'p',
      INPUT_PROFILE: 'quick',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('there is no option "--baseline"');
  });

  it('succeeds where the command does', () => {
    expect(asked({ INPUT_COMMAND: 'report', INPUT_ARGS: '--help' })).toMatchObject({ status: 0 });
  });
});

describe('what the runner is told', () => {
  const files = () => ({ GITHUB_STEP_SUMMARY: path.join(scratch, 'summary.md'), GITHUB_OUTPUT: path.join(scratch, 'output') });

  it('is appended to the files of the step, and printed only where GitHub listens', async () => {
    const { GITHUB_STEP_SUMMARY, GITHUB_OUTPUT } = files();
    writeFileSync(GITHUB_STEP_SUMMARY, 'before\n');
    const printed: string[] = [];
    const print = (text: string) => void printed.push(text);
    const verdict = regressedVerdict();
    await reportToRunner(verdict, { environment: {}, verdictFile: 'v.json', print });
    expect(printed).toEqual([]);
    await reportToRunner(verdict, { environment: { ...files(), GITHUB_ACTIONS: 'true' }, verdictFile: 'v.json', print });
    expect(readFileSync(GITHUB_STEP_SUMMARY, 'utf8')).toMatch(/^before\n## ❌ Twinbench gate: regressed/);
    expect(readFileSync(GITHUB_OUTPUT, 'utf8')).toMatch(/^status=regressed\nexit-code=1\nreason=.+\nverdict-file=v\.json\n$/);
    expect(printed.join('')).toMatch(/^::error title=Twinbench%3A regression::/);
  });

  it('together with what is there stays below 1 MiB', async () => {
    const { GITHUB_STEP_SUMMARY } = files();
    writeFileSync(GITHUB_STEP_SUMMARY, `${'x'.repeat(800 * 1024)}\n`);
    const { metrics, ...verdict } = regressedVerdict();
    const many = { ...verdict, metrics: Array.from({ length: 100 }, () => metrics).flat() };
    await reportToRunner(many, { environment: { GITHUB_STEP_SUMMARY }, verdictFile: 'v', print: () => undefined });
    const text = readFileSync(GITHUB_STEP_SUMMARY);
    expect(text.byteLength).toBeLessThan(2 ** 20);
    expect(text.toString()).toMatch(/rows omitted/);
  });

  it('is kept beside verdict.json in the formats that were asked for', async () => {
    const folder = path.join(scratch, 'kept', 'verdict');
    const formats = ['summary', 'comment', 'junit', 'annotations', 'text'];
    const written = await writeVerdictReports(hostileVerdict(regressedVerdict()), {
      formats,
      folder,
      command: ['twinbench', HOSTILE_ID],
    });
    expect(written.map((file) => path.basename(file))).toEqual([
      'verdict.json',
      'verdict-summary.md',
      'verdict-comment.md',
      'verdict-junit.xml',
      'verdict-annotations.txt',
      'verdict.txt',
    ]);
    expect(readdirSync(folder).sort()).toEqual(written.map((file) => path.basename(file)).sort());
    expect(parsed(JSON.parse(readFileSync(path.join(folder, 'verdict.json'), 'utf8'))).status).toBe('regressed');
    await expect(writeVerdictReports(regressedVerdict(), { formats: ['junti'], folder })).rejects.toThrow(/"junti".*junit/);
  });
});
