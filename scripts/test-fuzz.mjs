/**
 * `npm run test:fuzz [-- --seconds N] [--targets a,b] [--grow]`: attacks everything that decodes bytes from the other side of an instance's
 * border. C code by libFuzzer with AddressSanitizer and UndefinedBehaviorSanitizer; the host's decoders by varied inputs (tests/fuzz).
 * Kept inputs lie in tests/fuzz/corpus/TARGET; with --grow new ones that reach new code are added. An input that breaks something is kept
 * in dist/fuzz/crashes, and the command that plays it again is printed.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './setup.mjs';
import { withPackages } from './testing.mjs';

const FUZZ = path.join('dist', 'fuzz');
const CRASHES = path.join(FUZZ, 'crashes');
const MAX_KEPT_BYTES = 1000;
const FLAGS = [
  ...['-std=c11', '-D_GNU_SOURCE', '-O1', '-g', '-fno-omit-frame-pointer', '-Wall', '-Wextra', '-Werror'],
  ...['-fsanitize=fuzzer,address,undefined', '-fno-sanitize-recover=all'],
];
const SUPERVISOR = ['session', 'host_frames', 'config', 'input', 'output', 'text'];

/** A new C target: one file in tests/fuzz and one line here. `sources`: the product's files that the target does not include itself. */
const C_TARGETS = [
  { name: 'supervisor-session', seconds: 60, sources: SUPERVISOR.map((name) => `runtimes/supervisor/${name}.c`) },
  { name: 'supervisor-config', seconds: 15, sources: ['runtimes/supervisor/config.c'] },
  { name: 'launcher-config', seconds: 15, sources: ['runtimes/launcher/clock.c'] },
  { name: 'sampler-request', seconds: 15, sources: [] },
];
const HOST_SECONDS = { 'supervisor-answers': 60 };
const OTHER_HOST_SECONDS = 10;

const { values: options } = parseArgs({
  options: { seconds: { type: 'string' }, targets: { type: 'string' }, grow: { type: 'boolean', default: false } },
});

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.stderr.on('data', (chunk) => (text += chunk));
    child.on('error', (error) => resolve({ code: 1, text: String(error) }));
    child.on('close', (code, signal) => resolve({ code: signal === null ? code : 1, text }));
  });
}

const findCorpus = (name) => path.join('tests', 'fuzz', 'corpus', name);
const listCrashes = (name) => readdirSync(path.join(root, CRASHES, name)).map((file) => path.join(CRASHES, name, file));
const lastMatch = (text, pattern) => [...text.matchAll(pattern)].at(-1) ?? [];

async function fuzzC({ name, sources }, seconds) {
  const program = path.join(FUZZ, name);
  const compiled = await run('clang', [...FLAGS, '-o', program, path.join('tests', 'fuzz', `${name}.c`), ...sources]);
  if (compiled.code !== 0) return { failure: compiled.text };
  const finds = path.join(FUZZ, 'finds', name);
  const limits = [`-max_total_time=${seconds}`, '-max_len=4096', '-timeout=20', '-print_final_stats=1'];
  const { code, text } = await run(program, [
    ...limits,
    `-artifact_prefix=${path.join(CRASHES, name)}/`,
    finds,
    findCorpus(name),
  ]);
  if (code !== 0) return { failure: text.slice(-6000), play: program };
  if (options.grow) await run(program, ['-set_cover_merge=1', `-max_len=${MAX_KEPT_BYTES}`, findCorpus(name), finds]);
  const [, executions] = lastMatch(text, /number_of_executed_units: (\d+)/g);
  const [, branches] = lastMatch(text, /Loaded 1 modules\s+\((\d+) /g);
  const [, covered] = lastMatch(text, /cov: (\d+)/g);
  const added = readdirSync(path.join(root, finds)).length;
  return { executions, coverage: `${covered} of ${branches} edges`, finds: added };
}

async function fuzzHost({ name }, seconds) {
  const program = path.join('dist', 'tests', 'fuzz', 'fuzz-host.js');
  const folders = ['--finds', path.join(FUZZ, 'finds'), '--crashes', CRASHES];
  const seed = String(Math.floor(Math.random() * 2 ** 31));
  const { code, text } = await run('node', [program, name, '--seconds', String(seconds), '--seed', seed, ...folders]);
  if (code !== 0) return { failure: text.slice(-6000), play: `node ${program} ${name}` };
  if (options.grow) keepShort(name);
  const { executions, outcomes, finds, coveredBytes, totalBytes } = JSON.parse(text.trim().split('\n').at(-1));
  const percent = Math.round((100 * coveredBytes) / totalBytes);
  return { executions, coverage: `${outcomes} outcomes, ${percent} % of its code`, finds };
}

/** Each find of the host's targets had a new outcome. */
function keepShort(name) {
  const folder = path.join(root, FUZZ, 'finds', name);
  for (const file of readdirSync(folder).filter((one) => statSync(path.join(folder, one)).size <= MAX_KEPT_BYTES))
    copyFileSync(path.join(folder, file), path.join(root, findCorpus(name), file));
}

async function runTarget({ fuzz, seconds, ...target }) {
  const folders = [path.join(CRASHES, target.name), path.join(FUZZ, 'finds', target.name)];
  for (const folder of folders) {
    rmSync(path.join(root, folder), { recursive: true, force: true });
    mkdirSync(path.join(root, folder), { recursive: true });
  }
  const kept = readdirSync(path.join(root, findCorpus(target.name))).length;
  const result = await fuzz(target, options.seconds ?? seconds);
  process.stdout.write(`${describe(target.name, { ...result, kept })}\n`);
  return result.failure === undefined;
}

function describe(name, { failure, play, executions, coverage, finds, kept }) {
  if (failure === undefined)
    return `✓ ${name.padEnd(20)} ${String(executions).padStart(9)} executions; ${coverage}; ${finds} new inputs beside ${kept} kept`;
  const again = play === undefined ? [] : listCrashes(name).map((file) => `To play it again: ${play} ${file}`);
  return `✗ ${name}\n${failure}\n${again.join('\n')}`;
}

/** Two at a time, the long ones first. */
async function runAll(targets) {
  const queue = targets.toSorted((left, right) => right.seconds - left.seconds);
  const results = [];
  const worker = async () => {
    for (let target = queue.shift(); target !== undefined; target = queue.shift()) results.push(await runTarget(target));
  };
  await Promise.all([worker(), worker()]);
  return results.every(Boolean) ? 0 : 1;
}

await withPackages(
  ({ FUZZ_PACKAGES }) => FUZZ_PACKAGES,
  async () => {
    const { HOST_TARGETS } = await import('../dist/tests/fuzz/host-targets.js');
    const hosts = HOST_TARGETS.map(({ name }) => ({ name, fuzz: fuzzHost, seconds: HOST_SECONDS[name] ?? OTHER_HOST_SECONDS }));
    const targets = [...C_TARGETS.map((target) => ({ ...target, fuzz: fuzzC })), ...hosts];
    const chosen = options.targets?.split(',') ?? targets.map(({ name }) => name);
    const unknown = chosen.filter((name) => !targets.some((target) => target.name === name));
    if (unknown.length === 0 && /^[1-9]\d*$/.test(options.seconds ?? '1'))
      return runAll(targets.filter(({ name }) => chosen.includes(name)));
    process.stderr.write(
      unknown.length > 0
        ? `No target ${unknown.join(', ')}; there are ${targets.map(({ name }) => name).join(', ')}\n`
        : `--seconds takes a whole number above 0, not ${options.seconds}\n`,
    );
    return 2;
  },
);
